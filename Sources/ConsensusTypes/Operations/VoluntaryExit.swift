public import SSZ

/// A validator's request to leave.
public struct VoluntaryExit: SSZContainer {
  /// The earliest epoch at which it may be processed.
  public var epoch: UInt64 = 0
  public var validatorIndex: UInt64 = 0

  public init() {}

  public static let schema = SSZSchema<VoluntaryExit>([
    SSZField("epoch", \.epoch),
    SSZField("validator_index", \.validatorIndex),
  ])
}
