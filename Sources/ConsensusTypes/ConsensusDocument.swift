public import EthereumPrimitives
public import SSZ

/// An object in each of its forms.
public struct ConsensusDocument: Hashable, Sendable {
  /// As the Beacon API's JSON has it.
  public var value: BeaconValue
  /// The encoding.
  public var ssz: [UInt8]
  /// The hash_tree_root.
  public var root: Hash32

  init(_ container: some SSZContainer) throws(SSZError) {
    value = container.beaconValue
    ssz = try container.ssz()
    root = try container.hashTreeRoot()
  }
}
