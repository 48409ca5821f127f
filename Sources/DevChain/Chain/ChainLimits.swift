/// How much of a chain is kept in memory.
public struct ChainLimits: Hashable, Sendable {
  /// Canonical states behind the head, besides the genesis's.
  public var states = 1_024
  /// Canonical blocks behind the head, besides the genesis.
  public var blocks = 65_536
  /// Blocks outside the canonical chain.
  public var sideBlocks = 2_048

  public init() {}
}
