/// All that a migration is at a moment: what is persisted and what a restart needs.
public struct MigrationStanding: Codable, Hashable, Sendable {
  public internal(set) var name: String
  /// The attempt, from 1 on; part of what is hashed for the canary.
  public internal(set) var attempt = 1
  public internal(set) var state = MigrationState.preMigration
  /// The stage's place in the plan.
  public internal(set) var stage = 0
  /// How long the stage has run; the time in which the controller was down is no part of it.
  public internal(set) var stageElapsed = PlannedDuration.zero
  /// How long the present share has stood: what the minimum time is held against.
  public internal(set) var stepElapsed = PlannedDuration.zero
  /// The exchanges of v5 up to the stage's beginning.
  var operationsBefore = 0
  /// What the last window came to; nil since the last step or restart.
  public internal(set) var evidence: StageEvidence?
  public internal(set) var evidenceAge = PlannedDuration.zero
  /// One for each reason, in the order in which they were raised.
  public internal(set) var holds: [Hold] = []
  public internal(set) var pause: Pause?
  /// Who has approved leaving the stage.
  public internal(set) var approvals: [Approval] = []
  public internal(set) var lockOut = LockOut()
  public internal(set) var isFinalized = false
  /// Whether the controller has started with the chain past what v4 can express.
  public internal(set) var isPastHorizon = false
  public internal(set) var wayBack = WayBack.open
  public internal(set) var drill: DrillPhase?
  public internal(set) var pending: PendingAdvance?
  /// What was set since the plan was written; nil where nothing was.
  public internal(set) var adjustments: [PlanAdjustment]?
  var tokens = 0

  init(name: String) { self.name = name }

  /// The state's kind; a finalized migration is of its own.
  public var kind: MigrationStateKind { isFinalized ? .finalized : state.kind }

  public func hold(_ reason: HoldReason) -> Hold? { holds.first { $0.reason == reason } }

  /// The mode that follows from state, holds and drill.
  public func mode(_ destination: RollbackRules.Destination) -> PlannedMode {
    if isFinalized || isPastHorizon { return .v5Only }
    switch state.kind {
    case .preMigration: return .v4Only
    case .rolledBack where hold(.panic) != nil: return .v4Only
    case .rolledBack: return state.mode(destination)
    case .testing, .canary, .gradual, .complete, .finalized: break
    }
    // Both sides stay fed while v4 keeps the authority.
    if holds.contains(where: \.reason.keepsV4) { return .parallel }
    switch drill {
    case .onV5: return .v5Primary
    case .backOnV4: return .parallel
    case nil: return state.mode(destination)
    }
  }
}
