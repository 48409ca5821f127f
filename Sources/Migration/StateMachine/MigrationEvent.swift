/// Everything that can happen to a migration.
public enum MigrationEvent: Codable, Hashable, Sendable {
  /// Without `execute` nothing moves.
  case start(execute: Bool, who: String)
  case evidence(StageEvidence)
  /// Time passed while the controller ran.
  case elapse(PlannedDuration)
  case raise(Hold)
  case clear(HoldReason)
  case wayBack(WayBack)
  /// Nothing goes on until a person says so.
  case freeze(String)
  case pause(who: String, reason: String)
  /// Ends a pause; with a reason also a freeze or a failed drill.
  case resume(who: String, reason: String)
  /// `stage` is the stage that was seen, if it was named.
  case approve(who: String, stage: String?)
  case promote(who: String, reason: String)
  case hooksPassed(token: Int)
  case hooksVetoed(token: Int, hook: String, reason: String)
  case rollback(RollbackCause, who: String?)
  case panic(String)
  /// `force` goes past a lock-out and acknowledges a freeze; then a reason is needed.
  case retry(who: String, force: Bool, reason: String)
  /// `force` goes past the standby; then a reason is needed.
  case finalize(typed: String, who: String, force: Bool, reason: String)
  /// The controller has started again; `pastHorizon` names a fork that v4 cannot express.
  case restart(isClean: Bool, downtime: PlannedDuration, pastHorizon: String?)
  /// Sets a value of the plan; an empty one gives it back to the plan's file.
  case adjust(path: String, value: String, who: String)
  case beginDrill(who: String)
  case turnDrill
  /// A drill without a failure leads back to where the stage was.
  case endDrill(failure: String?)

  public var kind: MigrationEventKind {
    switch self {
    case .start: .start
    case .evidence: .evidence
    case .elapse: .elapse
    case .raise: .raise
    case .clear: .clear
    case .wayBack: .wayBack
    case .freeze: .freeze
    case .pause: .pause
    case .resume: .resume
    case .approve: .approve
    case .promote: .promote
    case .hooksPassed: .hooksPassed
    case .hooksVetoed: .hooksVetoed
    case .rollback: .rollback
    case .panic: .panic
    case .retry: .retry
    case .finalize: .finalize
    case .restart: .restart
    case .adjust: .adjust
    case .beginDrill: .beginDrill
    case .turnDrill: .turnDrill
    case .endDrill: .endDrill
    }
  }
}
