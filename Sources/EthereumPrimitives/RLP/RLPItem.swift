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
