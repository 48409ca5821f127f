public import EthereumPrimitives

/// List[byte, N].
public struct ByteListCodec: SSZCodec {
  /// The largest number of bytes.
  public let limit: Int
  public var fixedSize: Int? { nil }

  public func encode(_ value: [UInt8], into output: inout [UInt8]) throws(SSZError) {
    try check(value.count)
    output.append(contentsOf: value)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> [UInt8] {
    try check(bytes.byteCount)
    return bytes.copy(0..<bytes.byteCount)
  }

  public func root(of value: [UInt8]) throws(SSZError) -> Hash32 {
    try check(value.count)
    let chunkLimit = (limit + Merkle.chunkSize - 1) / Merkle.chunkSize
    return Merkle.mixIn(length: value.count, Merkle.root(of: value, limit: chunkLimit))
  }

  public func beaconValue(of value: [UInt8]) -> BeaconValue { .string(Hex.encodeData(value)) }

  public func value(from tree: BeaconValue) throws(SSZError) -> [UInt8] {
    let bytes = try tree.hexBytes()
    try check(bytes.count)
    return bytes
  }

  private func check(_ count: Int) throws(SSZError) {
    guard count <= limit else { throw .aboveLimit(limit: limit, actual: count) }
  }
}

extension SSZCodec where Self == ByteListCodec {
  /// List[byte, limit].
  public static func byteList(limit: Int) -> Self { ByteListCodec(limit: limit) }
}
