/// Writes RLP front to back.
public struct RLPWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func append(_ item: RLPItem) {
    switch item {
    case .bytes(let content): append(content)
    case .list(let items):
      appendList { writer in
        for item in items { writer.append(item) }
      }
    }
  }

  /// Appends a byte string.
  public mutating func append(_ content: [UInt8]) {
    content.withUnsafeBytes { append($0) }
  }

  /// Appends a byte string of fixed length.
  public mutating func append(_ content: some FixedBytes) {
    content.withUnsafeBytes { append($0) }
  }

  /// Appends an unsigned integer.
  public mutating func append(_ value: UInt64) {
    append(UInt256(value).minimalBigEndianBytes)
  }

  /// Appends an unsigned integer.
  public mutating func append(_ value: UInt256) {
    append(value.minimalBigEndianBytes)
  }

  /// Appends a list of what `body` appends.
  public mutating func appendList(_ body: (inout RLPWriter) -> Void) {
    var inner = RLPWriter()
    body(&inner)
    appendHeader(short: 0xc0, length: inner.bytes.count)
    bytes.append(contentsOf: inner.bytes)
  }

  /// Appends what is RLP already.
  public mutating func appendEncoded(_ encoded: [UInt8]) {
    bytes.append(contentsOf: encoded)
  }

  private mutating func append(_ content: UnsafeRawBufferPointer) {
    if content.count != 1 || content[0] >= 0x80 {
      appendHeader(short: 0x80, length: content.count)
    }
    bytes.append(contentsOf: content)
  }

  private mutating func appendHeader(short: UInt8, length: Int) {
    guard length > 55 else { return bytes.append(short + UInt8(length)) }
    let digits = UInt256(UInt64(length)).minimalBigEndianBytes
    bytes.append(short + 55 + UInt8(digits.count))
    bytes.append(contentsOf: digits)
  }
}
