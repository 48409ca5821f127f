public import EthereumPrimitives
public import SSZ

/// A block with its body's root in place of the body.
public struct BeaconBlockHeader: SSZContainer {
  public var slot: UInt64 = 0
  public var proposerIndex: UInt64 = 0
  public var parentRoot = Hash32.zero
  public var stateRoot = Hash32.zero
  public var bodyRoot = Hash32.zero

  public init() {}

  public static let schema = SSZSchema<BeaconBlockHeader>([
    SSZField("slot", \.slot),
    SSZField("proposer_index", \.proposerIndex),
    SSZField("parent_root", \.parentRoot),
    SSZField("state_root", \.stateRoot),
    SSZField("body_root", \.bodyRoot),
  ])
}
