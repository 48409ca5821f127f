public import EthereumPrimitives

/// uint64.
public struct UInt64Codec: SSZCodec {
  public var fixedSize: Int? { size }
  public var isBasic: Bool { true }
  private let size = 8

  public func encode(_ value: UInt64, into output: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { output.append(contentsOf: $0) }
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> UInt64 {
    try bytes.expectCount(size)
    return UInt64(littleEndian: bytes.unsafeLoadUnaligned(as: UInt64.self))
  }

  public func root(of value: UInt64) -> Hash32 {
    var root = Hash32()
    root.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, as: UInt64.self) }
    return root
  }

  public func beaconValue(of value: UInt64) -> BeaconValue { .string(String(value)) }

  public func value(from tree: BeaconValue) throws(SSZError) -> UInt64 {
    let digits = try tree.decimalDigits(bits: 64)
    guard let value = UInt64(digits) else { throw .notAnInteger(bits: 64, actual: digits) }
    return value
  }
}

extension UInt64: SSZValue {
  public static var codec: UInt64Codec { UInt64Codec() }
}
