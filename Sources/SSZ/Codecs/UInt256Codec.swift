public import EthereumPrimitives

/// uint256.
public struct UInt256Codec: SSZCodec {
  public var fixedSize: Int? { size }
  public var isBasic: Bool { true }
  private let size = 32

  public func encode(_ value: UInt256, into output: inout [UInt8]) {
    output.append(contentsOf: value.littleEndianBytes)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> UInt256 {
    guard let value = UInt256(littleEndian: bytes.copy(0..<bytes.byteCount)) else {
      throw .wrongLength(expected: size, actual: bytes.byteCount)
    }
    return value
  }

  public func root(of value: UInt256) -> Hash32 {
    var root = Hash32()
    root.withUnsafeMutableBytes { $0.copyBytes(from: value.littleEndianBytes) }
    return root
  }

  public func beaconValue(of value: UInt256) -> BeaconValue { .string(value.description) }

  public func value(from tree: BeaconValue) throws(SSZError) -> UInt256 {
    let digits = try tree.decimalDigits(bits: 256)
    guard let value = UInt256(decimal: digits) else {
      throw .notAnInteger(bits: 256, actual: digits)
    }
    return value
  }
}

extension UInt256: SSZValue {
  public static var codec: UInt256Codec { UInt256Codec() }
}
