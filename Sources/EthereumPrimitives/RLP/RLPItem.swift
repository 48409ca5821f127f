/// An RLP item: a byte string or a list of items (Ethereum yellow paper, appendix B).
public indirect enum RLPItem: Hashable, Sendable {
  case bytes([UInt8])
  case list([RLPItem])

  /// Nesting deeper than any structure of Ethereum's.
  public static let maximumDepth = 64

  /// Decodes one item that takes all of the bytes; every non-canonical form is refused.
  public init(decoding bytes: [UInt8]) throws(RLPError) {
    var reader = RLPReader(bytes[...])
    self = try reader.readItem(depth: 0)
    guard reader.rest.isEmpty else { throw .trailingBytes(reader.rest.count) }
  }

  /// The canonical encoding.
  public var encoded: [UInt8] {
    var writer = RLPWriter()
    writer.append(self)
    return writer.bytes
  }

  public var bytesValue: [UInt8]? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }

  public var listValue: [RLPItem]? {
    if case .list(let items) = self { items } else { nil }
  }

  /// An unsigned integer: big-endian without leading zeros.
  public static func integer(_ value: UInt64) -> RLPItem {
    .bytes(UInt256(value).minimalBigEndianBytes)
  }
}

/// Reads RLP items from the front of bytes.
struct RLPReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  mutating func readItem(depth: Int) throws(RLPError) -> RLPItem {
    guard depth <= RLPItem.maximumDepth else { throw .tooDeep(limit: RLPItem.maximumDepth) }
    guard let first = rest.first else { throw .truncated(needed: 1, available: 0) }
    switch first {
    case 0..<0x80:
      rest.removeFirst()
      return .bytes([first])
    case 0x80..<0xc0:
      let content = try readContent(short: 0x80)
      if content.count == 1, let only = content.first, only < 0x80 { throw .notCanonical }
      return .bytes(Array(content))
    default:
      var reader = RLPReader(try readContent(short: 0xc0))
      var items: [RLPItem] = []
      while !reader.rest.isEmpty { items.append(try reader.readItem(depth: depth + 1)) }
      return .list(items)
    }
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
