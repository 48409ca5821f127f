public import EthereumPrimitives
public import SSZ

/// A beacon block of the fork that its body belongs to.
public struct BeaconBlock<Body: SSZContainer>: SSZContainer {
  public var slot: UInt64
  public var proposerIndex: UInt64
  /// The hash_tree_root of the parent block.
  public var parentRoot: Hash32
  public var stateRoot: Hash32
  public var body: Body

  public init(
    slot: UInt64, proposerIndex: UInt64, parentRoot: Hash32, stateRoot: Hash32, body: Body
  ) {
    self.slot = slot
    self.proposerIndex = proposerIndex
    self.parentRoot = parentRoot
    self.stateRoot = stateRoot
    self.body = body
  }

  public init() {
    self.init(slot: 0, proposerIndex: 0, parentRoot: .zero, stateRoot: .zero, body: Body())
  }

  public static var schema: SSZSchema<Self> {
    SSZSchema([
      SSZField("slot", \.slot),
      SSZField("proposer_index", \.proposerIndex),
      SSZField("parent_root", \.parentRoot),
      SSZField("state_root", \.stateRoot),
      SSZField("body", \.body),
    ])
  }

  /// The same block around another body.
  public func with<Other>(body: Other) -> BeaconBlock<Other> {
    BeaconBlock<Other>(
      slot: slot, proposerIndex: proposerIndex, parentRoot: parentRoot, stateRoot: stateRoot,
      body: body)
  }
}
