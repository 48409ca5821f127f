/// Why a migration does not do what it was asked to.
public enum MigrationError: Error, Hashable, Sendable {
  /// The event means nothing in that state; `legal` are those that do.
  case illegalTransition(
    from: MigrationStateKind, event: MigrationEventKind, legal: [MigrationEventKind])
  /// The name that has to be typed is another.
  case nameMismatch(typed: String, expected: String)
  /// A person has to say who it is.
  case missingIdentity(event: MigrationEventKind)
  /// A reason is needed.
  case missingReason(event: MigrationEventKind)
  /// Holds that nobody may pass.
  case held([Hold])
  /// Evidence that nobody may promote past.
  case evidenceFailed(reasons: [String])
  case paused(by: String, reason: String)
  case notPaused
  case lockedOut(remaining: PlannedDuration, rollbacks: Int)
  /// Somebody has to acknowledge the freeze, with a reason.
  case frozen(String)
  case noHealthyTarget(String)
  case wayBackClosed(String)
  /// An attempt would begin with a v5 that is away or behind.
  case v5NotReady(String)
  case standbyNotOver(remaining: PlannedDuration)
  case wrongStage(named: String, current: String)
  case approvalNotNeeded(stage: String)
  case notAnApprover(who: String, approvers: [String])
  case alreadyApproved(who: String)
  /// A stage that wants consent is not left by one person's word.
  case approvalsMissing(stage: String, count: Int, of: Int)
  /// The hooks' answer is for an advance that is not pending any more.
  case staleAdvance(token: Int, pending: Int?)
  case drillRunning(DrillPhase)
  case noDrill(expected: DrillPhase?)
  case holdNeedsPerson(HoldReason)
  case tooManyHolds(limit: Int)
  /// What was stored does not belong to this plan.
  case standingDoesNotFit(String)
  case invalidPlan([PlanProblem])
  /// The migration keeps this for its life.
  case notAdjustable(path: String)
}
