public import Evidence

/// All that status, why and the page tell of a migration, at one moment.
public struct MigrationReport: Codable, Hashable, Sendable {
  public var name: String
  public var attempt: Int
  public var state: MigrationState
  public var kind: MigrationStateKind
  public var stage: String
  /// The stage's place in the plan, from 1 on, and how many there are.
  public var step: Int
  public var steps: Int
  public var stageElapsed: PlannedDuration
  public var stepElapsed: PlannedDuration
  /// How long the present share has to stand at least.
  public var minimumTime: PlannedDuration
  /// The mode that the migration asks for, and the one in force.
  public var plannedMode: PlannedMode
  public var mode: String
  /// What an advance waits for, as text.
  public var blockers: [String]
  public var holds: [Hold]
  public var pause: Pause?
  public var approvals: [Approval]
  public var lockOut: LockOut
  public var wayBack: WayBack
  public var drill: DrillPhase?
  public var operations: Int
  public var judgement: Judgement?
  public var verification: RollbackVerification?
  public var rollbackTiming: RollbackTiming?
  public var lastDrill: DrillReport?
  /// The time since the last drill that passed, or since the first became due.
  public var sinceDrill: PlannedDuration?
  public var isDrillOverdue: Bool
  /// What happened last, newest last.
  public var transitions: [MigrationTransition]
  /// Changes that could not be written yet.
  public var unsaved: Int
  /// v5's part of the answers since the attempt began, in basis points; nil before the first.
  public var actualShare: Int?
  public var isWaitingForPerson: Bool
}
