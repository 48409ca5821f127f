/// Reads RLP items from the front of bytes and refuses every non-canonical form.
///
/// What is skipped is checked like what is read, but takes no memory: hostile input may hold
/// millions of items.
public struct RLPReader: Sendable {
  /// What was not read yet.
  public private(set) var rest: ArraySlice<UInt8>

  public init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  public var isAtEnd: Bool { rest.isEmpty }

  /// Reads a byte string.
  public mutating func readBytes() throws(RLPError) -> ArraySlice<UInt8> {
    guard try nextIsList() == false else { throw .expectedBytes }
    return try readString()
  }

  /// Reads a list's header and returns a reader of its items.
  public mutating func readList() throws(RLPError) -> RLPReader {
    guard try nextIsList() else { throw .expectedList }
    return RLPReader(try readContent(short: 0xc0))
  }

  /// Steps over the next item and all in it.
  public mutating func skipItem() throws(RLPError) {
    try skipItem(depth: 0)
  }

  /// Checks that nothing is left.
  public func finish() throws(RLPError) {
    guard rest.isEmpty else { throw .trailingBytes(rest.count) }
  }

  mutating func readItem(depth: Int) throws(RLPError) -> RLPItem {
    guard depth <= RLPItem.maximumDepth else { throw .tooDeep(limit: RLPItem.maximumDepth) }
    guard try nextIsList() else { return .bytes(Array(try readString())) }
    var reader = try readList()
    var items: [RLPItem] = []
    while !reader.isAtEnd { items.append(try reader.readItem(depth: depth + 1)) }
    return .list(items)
  }

  private mutating func skipItem(depth: Int) throws(RLPError) {
    guard depth <= RLPItem.maximumDepth else { throw .tooDeep(limit: RLPItem.maximumDepth) }
    guard try nextIsList() else {
      _ = try readString()
      return
    }
    var reader = try readList()
    while !reader.isAtEnd { try reader.skipItem(depth: depth + 1) }
  }

  /// Whether the next item is a list; it stays unread.
  private func nextIsList() throws(RLPError) -> Bool {
    guard let first = rest.first else { throw .truncated(needed: 1, available: 0) }
    return first >= 0xc0
  }

  private mutating func readString() throws(RLPError) -> ArraySlice<UInt8> {
    guard let first = rest.first, first >= 0x80 else { return try take(1) }
    let content = try readContent(short: 0x80)
    if content.count == 1, let only = content.first, only < 0x80 { throw .notCanonical }
    return content
  }

  /// Reads a header whose short form begins at `short`, and what it announces.
  private mutating func readContent(short: UInt8) throws(RLPError) -> ArraySlice<UInt8> {
    guard let first = rest.popFirst() else { throw .truncated(needed: 1, available: 0) }
    let code = Int(first - short)
    return try take(code <= 55 ? code : try readLength(bytes: code - 55))
  }

  private mutating func readLength(bytes: Int) throws(RLPError) -> Int {
    let digits = try take(bytes)
    guard digits.first != 0 else { throw .notCanonical }
    guard bytes <= 7 else { throw .truncated(needed: .max, available: rest.count) }
    let length = digits.reduce(0) { $0 << 8 | Int($1) }
    guard length > 55 else { throw .notCanonical }
    return length
  }

  private mutating func take(_ count: Int) throws(RLPError) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw .truncated(needed: count, available: rest.count) }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
