public import EthereumPrimitives

/// Vector[byte, N] of the length that its Swift type has.
public struct FixedBytesCodec<Value: FixedBytes>: SSZCodec {
  public var fixedSize: Int? { Value.count }

  public func encode(_ value: Value, into output: inout [UInt8]) {
    value.withUnsafeBytes { output.append(contentsOf: $0) }
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> Value {
    try bytes.expectCount(Value.count)
    var value = Value()
    bytes.withUnsafeBytes { source in
      value.withUnsafeMutableBytes { $0.copyMemory(from: source) }
    }
    return value
  }

  public func root(of value: Value) -> Hash32 {
    value.withUnsafeBytes { bytes in
      Merkle.root(of: bytes, limit: (bytes.count + Merkle.chunkSize - 1) / Merkle.chunkSize)
    }
  }

  public func beaconValue(of value: Value) -> BeaconValue { .string(value.description) }

  public func value(from tree: BeaconValue) throws(SSZError) -> Value {
    let text = try tree.stringValue()
    return try SSZError.hex { () throws(HexError) in try Value(hex: text) }
  }
}

extension SSZValue where Self: FixedBytes {
  public static var codec: FixedBytesCodec<Self> { FixedBytesCodec() }
}

extension Bytes4: SSZValue {}
extension Bytes8: SSZValue {}
extension Address: SSZValue {}
extension Hash32: SSZValue {}
extension Bytes48: SSZValue {}
extension Bytes96: SSZValue {}
extension LogsBloom: SSZValue {}
