public import EthereumPrimitives

/// boolean.
public struct BooleanCodec: SSZCodec {
  public var fixedSize: Int? { 1 }
  public var isBasic: Bool { true }

  public func encode(_ value: Bool, into output: inout [UInt8]) {
    output.append(value ? 1 : 0)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> Bool {
    try bytes.expectCount(1)
    switch bytes.unsafeLoad(as: UInt8.self) {
    case 0: return false
    case 1: return true
    case let other: throw .notABoolean(actual: other)
    }
  }

  public func root(of value: Bool) -> Hash32 {
    var root = Hash32()
    root.withUnsafeMutableBytes { $0[0] = value ? 1 : 0 }
    return root
  }

  public func beaconValue(of value: Bool) -> BeaconValue { .bool(value) }

  public func value(from tree: BeaconValue) throws(SSZError) -> Bool { try tree.boolValue() }
}

extension Bool: SSZValue {
  public static var codec: BooleanCodec { BooleanCodec() }
}
