/// What a stage takes, as `plan show` tells it.
public struct StageOutline: Codable, Hashable, Sendable {
  /// What a stage waits for longest.
  public enum Bottleneck: String, Codable, Hashable, Sendable {
    case time
    case operations
    case coverage
    case evidence
    /// It never ends at the observed rates.
    case never
  }

  public var name: String
  public var kind: StageKind
  public var mode: PlannedMode
  public var share: PlannedShare
  /// The shares that it goes through.
  public var steps: [PlannedShare]
  /// The time that it takes at least.
  public var minimumTime: PlannedDuration
  public var minimumOperations: Int
  /// The calls without a failure since the attempt began that its bounds need at least; nil where
  /// none are enough.
  public var certifiedCalls: Int?
  public var approvals: Int
  /// The time that it takes at the observed rates with nothing going wrong; nil where it never ends.
  public var predicted: PlannedDuration?
  public var bottleneck: Bottleneck
  public var waivers: [PlannedWaiver]
}
