public import EthereumPrimitives
public import SSZ

/// A vote for the deposit contract's state.
public struct Eth1Data: SSZContainer {
  public var depositRoot = Hash32.zero
  public var depositCount: UInt64 = 0
  public var blockHash = Hash32.zero

  public init() {}

  public static let schema = SSZSchema<Eth1Data>([
    SSZField("deposit_root", \.depositRoot),
    SSZField("deposit_count", \.depositCount),
    SSZField("block_hash", \.blockHash),
  ])
}
