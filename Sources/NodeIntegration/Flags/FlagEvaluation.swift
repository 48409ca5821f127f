public import LighthouseCompatibility

/// Which side would answer an operation now, and why.
public struct FlagEvaluation: Hashable, Sendable {
  public let operation: FlaggedOperation
  public let flag: FeatureFlags.Version
  public let side: Side
  public let reason: EvaluationReason
}
