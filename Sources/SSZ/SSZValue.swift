public import EthereumPrimitives

/// A Swift type that stands for exactly one SSZ type.
public protocol SSZValue: Sendable {
  associatedtype Codec: SSZCodec where Codec.Value == Self

  /// The SSZ type.
  static var codec: Codec { get }
}

extension SSZValue {
  /// Decodes bytes of which every one belongs to the value.
  public init(ssz bytes: [UInt8]) throws(SSZError) {
    self = try Self.codec.decode(bytes.span.bytes)
  }

  /// Reads the value as the Beacon API writes it; missing, duplicate and unknown members are errors.
  public init(beaconValue tree: BeaconValue) throws(SSZError) {
    self = try Self.codec.value(from: tree)
  }

  /// The encoding.
  ///
  /// - Throws: where the value is outside of its type's limits.
  public func ssz() throws(SSZError) -> [UInt8] {
    var output: [UInt8] = []
    try Self.codec.encode(self, into: &output)
    return output
  }

  /// The hash_tree_root.
  ///
  /// - Throws: where the value is outside of its type's limits.
  public func hashTreeRoot() throws(SSZError) -> Hash32 {
    try Self.codec.root(of: self)
  }

  /// The value as the Beacon API writes it.
  public var beaconValue: BeaconValue { Self.codec.beaconValue(of: self) }
}
