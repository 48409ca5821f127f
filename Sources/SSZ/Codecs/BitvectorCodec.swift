public import EthereumPrimitives

/// Bitvector[N].
public struct BitvectorCodec: SSZCodec {
  /// The number of bits.
  public let count: Int

  public var fixedSize: Int? { size }
  private var size: Int { (count + 7) / 8 }

  public func encode(_ value: Bitfield, into output: inout [UInt8]) throws(SSZError) {
    try check(value)
    output.append(contentsOf: value.bytes)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> Bitfield {
    try bytes.expectCount(size)
    let bits = bytes.copy(0..<size)
    if let last = bits.last, count % 8 != 0, last >> (count % 8) != 0 {
      throw .paddingNotZero(bitCount: count, lastByte: last)
    }
    return Bitfield(count: count, cleanBytes: bits)
  }

  public func root(of value: Bitfield) throws(SSZError) -> Hash32 {
    try check(value)
    return Merkle.root(of: value.bytes, limit: (size + Merkle.chunkSize - 1) / Merkle.chunkSize)
  }

  public func beaconValue(of value: Bitfield) -> BeaconValue {
    .string(Hex.encodeData(value.bytes))
  }

  public func value(from tree: BeaconValue) throws(SSZError) -> Bitfield {
    let bytes = try tree.hexBytes()
    return try decode(bytes.span.bytes)
  }

  private func check(_ value: Bitfield) throws(SSZError) {
    guard value.count == count else {
      throw .wrongCount(expected: count, actual: value.count)
    }
  }
}

extension SSZCodec where Self == BitvectorCodec {
  /// Bitvector[count].
  public static func bitvector(count: Int) -> Self { BitvectorCodec(count: count) }
}
