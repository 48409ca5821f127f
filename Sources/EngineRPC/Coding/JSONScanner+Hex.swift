public import EthereumPrimitives

extension JSONScanner {
  /// Reads DATA of any length.
  public mutating func readData() throws(JSONError) -> [UInt8] {
    try readHex { (raw) throws(HexError) in try Hex.decodeData(utf8: raw) }
  }

  /// Reads an array of DATA.
  ///
  /// Elements are decoded into one small buffer before their length is known, and copied out of it:
  /// cheaper than a search for each closing quote.
  mutating func readDataList() throws(JSONError) -> [[UInt8]] {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 64)
    defer { scratch.deallocate() }
    var elements: [[UInt8]] = []
    try readArray { (_, scanner) throws(JSONError) in
      if let element = scanner.readPlainData(through: scratch) {
        elements.append(element)
      } else {
        elements.append(try scanner.readData())
      }
    }
    return elements
  }

  /// Reads DATA without fault that fits the buffer; anything else stays unread, for `readData` to
  /// read or to say what is wrong.
  private mutating func readPlainData(through scratch: UnsafeMutableRawBufferPointer) -> [UInt8]? {
    let quote = positionBehindWhitespace
    let start = quote + 3
    guard start < bytes.count, bytes[quote] == UInt8(ascii: "\""),
      bytes[quote + 1] == UInt8(ascii: "0"), bytes[quote + 2] == UInt8(ascii: "x")
    else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: bytes[start...])
    let digits = Hex.decodeDigits(atStartOf: text, into: scratch)
    guard digits.isMultiple(of: 2), digits < text.count, text[digits] == UInt8(ascii: "\"") else {
      return nil
    }
    position = start + digits + 1
    // The standard library looks up an array's type each time that one is made uninitialised, but
    // not for a copy.
    return Array(UnsafeRawBufferPointer(rebasing: scratch[..<(digits / 2)]))
  }

  /// Reads DATA of the length that the type fixes.
  public mutating func readFixedBytes<Bytes: FixedBytes>(
    _ type: Bytes.Type = Bytes.self
  ) throws(JSONError) -> Bytes {
    try readHex { (raw) throws(HexError) in try Bytes(hexUTF8: raw) }
  }

  /// Reads a QUANTITY of at most 64 bits.
  public mutating func readQuantity() throws(JSONError) -> UInt64 {
    try readHex { (raw) throws(HexError) in try Hex.decodeQuantity(utf8: raw) }
  }

  /// Reads a QUANTITY of at most 256 bits.
  public mutating func readUInt256() throws(JSONError) -> UInt256 {
    try readHex { (raw) throws(HexError) in try UInt256(quantityUTF8: raw) }
  }

  /// Reads an array of what `read` reads.
  public mutating func readList<Element>(
    _ read: (inout JSONScanner) throws(JSONError) -> Element
  ) throws(JSONError) -> [Element] {
    var elements: [Element] = []
    try readArray { (_, scanner) throws(JSONError) in elements.append(try read(&scanner)) }
    return elements
  }

  /// Reads a member's value into its slot; null leaves the slot empty, a second value is an error.
  mutating func readMember<Value>(
    _ name: String, into slot: inout Value?,
    _ read: (inout JSONScanner) throws(JSONError) -> Value
  ) throws(JSONError) {
    guard slot == nil else { throw JSONError(.duplicateMember(name)) }
    if try readNullIfPresent() { return }
    slot = try read(&self)
  }

  private mutating func readHex<Value>(
    _ decode: (UnsafeRawBufferPointer) throws(HexError) -> Value
  ) throws(JSONError) -> Value {
    let start = position
    let raw = try readRawString()
    do throws(HexError) {
      return try decode(raw)
    } catch {
      throw JSONError(.value(error.description), position: start)
    }
  }
}

/// Unwraps a member that must be there.
func required<Value>(_ slot: Value?, _ name: String) throws(JSONError) -> Value {
  guard let slot else { throw JSONError(.missingMember(name)) }
  return slot
}

extension JSONValue {
  /// DATA.
  public static func data(_ bytes: [UInt8]) -> JSONValue { .string(Hex.encodeData(bytes)) }

  /// DATA of fixed length.
  public static func data(_ bytes: some FixedBytes) -> JSONValue { .string(bytes.description) }

  /// DATA of fixed length, or null.
  public static func data(_ bytes: (some FixedBytes)?) -> JSONValue {
    bytes.map { .string($0.description) } ?? .null
  }

  /// A QUANTITY.
  public static func quantity(_ value: UInt64) -> JSONValue { .string(Hex.encodeQuantity(value)) }

  /// A QUANTITY.
  public static func quantity(_ value: UInt256) -> JSONValue { .string(value.quantity) }
}
