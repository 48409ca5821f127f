public import EthereumPrimitives

/// Bitlist[N]; its encoding ends in a bit that delimits it.
public struct BitlistCodec: SSZCodec {
  /// The largest number of bits.
  public let limit: Int
  public var fixedSize: Int? { nil }

  public func encode(_ value: Bitfield, into output: inout [UInt8]) throws(SSZError) {
    try check(value.count)
    append(value, to: &output)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> Bitfield {
    guard bytes.byteCount > 0 else { throw .missingDelimiter }
    let end = bytes.byteCount - 1
    let last = bytes.unsafeLoad(fromByteOffset: end, as: UInt8.self)
    guard last != 0 else { throw .missingDelimiter }
    let delimiter = 7 - last.leadingZeroBitCount
    let count = end * 8 + delimiter
    try check(count)
    var bits = bytes.copy(0..<(delimiter == 0 ? end : end + 1))
    if delimiter > 0 { bits[end] ^= 1 << delimiter }
    return Bitfield(count: count, cleanBytes: bits)
  }

  public func root(of value: Bitfield) throws(SSZError) -> Hash32 {
    try check(value.count)
    let chunkLimit = (limit + Merkle.chunkSize * 8 - 1) / (Merkle.chunkSize * 8)
    return Merkle.mixIn(length: value.count, Merkle.root(of: value.bytes, limit: chunkLimit))
  }

  public func beaconValue(of value: Bitfield) -> BeaconValue {
    var encoding: [UInt8] = []
    append(value, to: &encoding)
    return .string(Hex.encodeData(encoding))
  }

  public func value(from tree: BeaconValue) throws(SSZError) -> Bitfield {
    let bytes = try tree.hexBytes()
    return try decode(bytes.span.bytes)
  }

  private func append(_ value: Bitfield, to output: inout [UInt8]) {
    let start = output.count
    output.append(contentsOf: value.bytes)
    if value.count.isMultiple(of: 8) { output.append(0) }
    output[start + value.count / 8] |= 1 << (value.count % 8)
  }

  private func check(_ count: Int) throws(SSZError) {
    guard count <= limit else { throw .aboveLimit(limit: limit, actual: count) }
  }
}

extension SSZCodec where Self == BitlistCodec {
  /// Bitlist[limit].
  public static func bitlist(limit: Int) -> Self { BitlistCodec(limit: limit) }
}
