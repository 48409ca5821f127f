public import EthereumPrimitives
public import SSZ

/// A block at the start of an epoch.
public struct Checkpoint: SSZContainer {
  public var epoch: UInt64 = 0
  public var root = Hash32.zero

  public init() {}

  public static let schema = SSZSchema<Checkpoint>([
    SSZField("epoch", \.epoch),
    SSZField("root", \.root),
  ])
}
