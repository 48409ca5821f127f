public import LighthouseCompatibility

/// A flag that was set to something else.
public struct FlagChange: Hashable, Sendable {
  public let operation: FlaggedOperation
  public let before: FeatureFlags.Version
  public let after: FeatureFlags.Version
}
