import EthereumPrimitives

#if canImport(Glibc)
  import Glibc
#endif

/// A cursor over one JSON text that reads values as their caller expects them, without a tree.
///
/// The buffer must outlive the scanner. Strings are found by `memchr`, so a long DATA value costs
/// little more than a copy of it. Grammar: RFC 8259, nesting at most `maximumDepth`.
public struct JSONScanner {
  public static let maximumDepth = 256

  /// The kind of value that begins at the cursor.
  public enum Kind: String, Sendable {
    case object, array, string, number, bool, null
  }

  let bytes: UnsafeRawBufferPointer
  public internal(set) var position = 0
  private var depth = 0

  public init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  // MARK: Structure

  /// The kind of the next value, which stays unread.
  public mutating func peekKind() throws(JSONError) -> Kind {
    switch try peek() {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case let byte: throw JSONError(.unexpected(byte: byte, expected: "a value"), position: position)
    }
  }

  /// Reads an object, calling `body` once a member with the cursor at its value.
  ///
  /// `body` must read the value or skip it.
  public mutating func readObject(
    _ body: (String, inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    try expectKind(.object)
    try descend()
    if try peek() == UInt8(ascii: "}") {
      position += 1
    } else {
      repeat {
        let name = try readKey()
        do { try body(name, &self) } catch { throw error.within(name) }
      } while try continues(until: UInt8(ascii: "}"))
    }
    depth -= 1
  }

  /// Reads an array, calling `body` once an element with the cursor at it.
  public mutating func readArray(
    _ body: (Int, inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    try expectKind(.array)
    try descend()
    var index = 0
    if try peek() == UInt8(ascii: "]") {
      position += 1
    } else {
      repeat {
        do { try body(index, &self) } catch { throw error.within(String(index)) }
        index += 1
      } while try continues(until: UInt8(ascii: "]"))
    }
    depth -= 1
  }

  /// Steps over the next value, whatever it is, and returns its place in the text.
  @discardableResult
  public mutating func skipValue() throws(JSONError) -> Range<Int> {
    let kind = try peekKind()
    let start = position
    switch kind {
    case .object:
      try readObject { (_, scanner) throws(JSONError) in try scanner.skipValue() }
    case .array:
      try readArray { (_, scanner) throws(JSONError) in try scanner.skipValue() }
    case .string: _ = try readRawString()
    case .number: _ = try readNumber()
    case .bool: _ = try readBool()
    case .null: try readNull()
    }
    return start..<position
  }

  /// Checks that nothing but white space follows.
  public mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard position == bytes.count else { throw JSONError(.trailingBytes, position: position) }
  }

  // MARK: Scalars

  /// Reads a null where there is one.
  public mutating func readNullIfPresent() throws(JSONError) -> Bool {
    guard try peek() == UInt8(ascii: "n") else { return false }
    try readNull()
    return true
  }

  public mutating func readNull() throws(JSONError) {
    try expectKind(.null)
    try readLiteral("null")
  }

  public mutating func readBool() throws(JSONError) -> Bool {
    try expectKind(.bool)
    let value = bytes[position] == UInt8(ascii: "t")
    try readLiteral(value ? "true" : "false")
    return value
  }

  /// Reads a number and returns its text as it stands.
  public mutating func readNumber() throws(JSONError) -> String {
    try expectKind(.number)
    let start = position
    position = try JSONNumber.end(in: bytes, from: start)
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Reads a string and resolves its escapes.
  public mutating func readString() throws(JSONError) -> String {
    try expectKind(.string)
    let start = position
    let raw = try readRawString()
    guard let text = JSONString.unescape(raw) else {
      throw JSONError(.invalidString, position: start)
    }
    return text
  }

  /// Reads a string and returns the bytes between its quotes, escapes and all.
  public mutating func readRawString() throws(JSONError) -> UnsafeRawBufferPointer {
    try expectKind(.string)
    let start = position + 1
    var search = start
    while let quote = find(UInt8(ascii: "\""), from: search) {
      var backslashes = 0
      while quote - backslashes > start, bytes[quote - backslashes - 1] == UInt8(ascii: "\\") {
        backslashes += 1
      }
      if backslashes.isMultiple(of: 2) {
        position = quote + 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<quote])
      }
      search = quote + 1
    }
    throw JSONError(.truncated, position: bytes.count)
  }

  // MARK: Internal steps

  private mutating func readKey() throws(JSONError) -> String {
    guard try peek() == UInt8(ascii: "\"") else {
      throw JSONError(
        .unexpected(byte: bytes[position], expected: "a member name"), position: position)
    }
    let name = try readString()
    guard try peek() == UInt8(ascii: ":") else {
      throw JSONError(.unexpected(byte: bytes[position], expected: "':'"), position: position)
    }
    position += 1
    return name
  }

  /// Reads a comma (true) or the closing byte (false).
  private mutating func continues(until close: UInt8) throws(JSONError) -> Bool {
    let byte = try peek()
    guard byte == UInt8(ascii: ",") || byte == close else {
      throw JSONError(.unexpected(byte: byte, expected: "',' or the end"), position: position)
    }
    position += 1
    return byte != close
  }

  private mutating func descend() throws(JSONError) {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw JSONError(.tooDeep(limit: Self.maximumDepth), position: position)
    }
    position += 1
  }

  private mutating func expectKind(_ expected: Kind) throws(JSONError) {
    let actual = try peekKind()
    guard actual == expected else {
      throw JSONError(
        .wrongType(expected: expected.rawValue, actual: actual.rawValue), position: position)
    }
  }

  private mutating func readLiteral(_ literal: StaticString) throws(JSONError) {
    let end = position + literal.utf8CodeUnitCount
    guard end <= bytes.count else { throw JSONError(.truncated, position: bytes.count) }
    let matches = literal.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
    guard matches else {
      throw JSONError(
        .unexpected(byte: bytes[position], expected: "\(literal)"), position: position)
    }
    position = end
  }

  private mutating func peek() throws(JSONError) -> UInt8 {
    skipWhitespace()
    guard position < bytes.count else { throw JSONError(.truncated, position: position) }
    return bytes[position]
  }

  private mutating func skipWhitespace() {
    position = positionBehindWhitespace
  }

  var positionBehindWhitespace: Int {
    var position = position
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return position
      }
    }
    return position
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress else { return nil }
    guard let hit = memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
    return UnsafeRawPointer(hit) - base
  }
}
