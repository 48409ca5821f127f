/// DATA and QUANTITY, the two hexadecimal encodings of the Ethereum JSON-RPC specification.
///
/// DATA is `^0x([0-9a-fA-F]{2})*$`; QUANTITY is `^0x(0|[1-9a-fA-F][0-9a-fA-F]*)$`.
public enum Hex {
  /// Decodes DATA of any length.
  public static func decodeData(_ text: String) throws(HexError) -> [UInt8] {
    var copy = text
    return try copy.withUTF8Result { (utf8) throws(HexError) in
      try decodeData(utf8: UnsafeRawBufferPointer(utf8))
    }
  }

  /// Decodes DATA of any length from its UTF-8 bytes, `0x` included.
  public static func decodeData(utf8: UnsafeRawBufferPointer) throws(HexError) -> [UInt8] {
    let digits = try digits(of: utf8)
    guard digits.count.isMultiple(of: 2) else { throw .oddLength(digits: digits.count) }
    var invalid: Int?
    let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { target, count in
      invalid = HexDigits.decode(digits, into: UnsafeMutableRawBufferPointer(target))
      count = digits.count / 2
    }
    if let invalid { throw .invalidDigit(position: invalid + 2) }
    return bytes
  }

  /// Decodes DATA of exactly as many bytes as `target` holds.
  public static func decodeData(
    utf8: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(HexError) {
    let digits = try digits(of: utf8)
    guard digits.count.isMultiple(of: 2) else { throw .oddLength(digits: digits.count) }
    guard digits.count == target.count * 2 else {
      throw .wrongLength(expectedBytes: target.count, actualBytes: digits.count / 2)
    }
    if let invalid = HexDigits.decode(digits, into: target) {
      throw .invalidDigit(position: invalid + 2)
    }
  }

  /// Decodes the digits that `text` begins with and returns how many there are, for a caller that
  /// has yet to find where its DATA ends.
  ///
  /// Stops where `target` is full or `text` has no second digit. Behind the bytes that the digits
  /// decode to, `target` may be overwritten; of an odd number the last one decodes to nothing.
  public static func decodeDigits(
    atStartOf text: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    HexDigits.decodePrefix(of: text, into: target)
  }

  /// Decodes a QUANTITY of at most 64 bits.
  public static func decodeQuantity(_ text: String) throws(HexError) -> UInt64 {
    var copy = text
    return try copy.withUTF8Result { (utf8) throws(HexError) in
      try decodeQuantity(utf8: UnsafeRawBufferPointer(utf8))
    }
  }

  /// Decodes a QUANTITY of at most 64 bits from its UTF-8 bytes, `0x` included.
  public static func decodeQuantity(utf8: UnsafeRawBufferPointer) throws(HexError) -> UInt64 {
    var value: UInt64 = 0
    try forEachQuantityDigit(utf8, maximumDigits: 16) { digit in
      value = value << 4 | UInt64(digit)
    }
    return value
  }

  /// Encodes bytes as DATA, in lower case.
  public static func encodeData(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: 2 + bytes.count * 2) { text in
      text[0] = UInt8(ascii: "0")
      text[1] = UInt8(ascii: "x")
      let digits = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(text)[2..<2 + bytes.count * 2])
      HexDigits.encode(bytes, into: digits)
      return 2 + bytes.count * 2
    }
  }

  /// Encodes bytes as DATA, in lower case.
  public static func encodeData(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { encodeData($0) }
  }

  /// Encodes an integer as a QUANTITY.
  public static func encodeQuantity(_ value: some BinaryInteger) -> String {
    "0x" + String(value, radix: 16)
  }

  static func forEachQuantityDigit(
    _ utf8: UnsafeRawBufferPointer, maximumDigits: Int, _ body: (UInt8) -> Void
  ) throws(HexError) {
    let digits = try digits(of: utf8)
    guard let first = digits.first else { throw .notMinimal }
    if first == UInt8(ascii: "0"), digits.count > 1 { throw .notMinimal }
    for (position, character) in digits.enumerated() {
      guard let digit = HexDigits.value(of: character) else {
        throw .invalidDigit(position: position + 2)
      }
      guard position < maximumDigits else { throw .overflow(bits: maximumDigits * 4) }
      body(digit)
    }
  }

  private static func digits(
    of utf8: UnsafeRawBufferPointer
  ) throws(HexError) -> UnsafeRawBufferPointer {
    guard utf8.count >= 2, utf8[0] == UInt8(ascii: "0"), utf8[1] == UInt8(ascii: "x") else {
      throw .missingPrefix
    }
    return UnsafeRawBufferPointer(rebasing: utf8[2...])
  }
}

extension String {
  /// `withUTF8` with a typed error.
  fileprivate mutating func withUTF8Result<Value>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(HexError) -> Value
  ) throws(HexError) -> Value {
    let result: Result<Value, HexError> = withUTF8 { utf8 in
      do throws(HexError) { return .success(try body(utf8)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
