/// The time after automatic rollbacks in which no new attempt starts without force.
///
/// It is counted on the machine's clock, so that a step of the wall clock does not shorten it.
public struct LockOut: Codable, Hashable, Sendable {
  /// The automatic rollbacks that are not forgotten yet.
  public internal(set) var rollbacks = 0
  public internal(set) var length: PlannedDuration = .zero
  public internal(set) var remaining: PlannedDuration = .zero
  /// The healthy time since the last rollback was made or forgotten.
  public internal(set) var healthy: PlannedDuration = .zero

  public var isActive: Bool { remaining > .zero }

  mutating func begin(_ rules: RollbackRules) {
    rollbacks = min(max(0, rollbacks), 1_000) + 1
    length = rules.lockOut(afterRollbacks: rollbacks)
    (remaining, healthy) = (length, .zero)
  }

  /// Lets time pass; with something unhealthy about, the healthy time begins anew.
  mutating func elapse(_ time: PlannedDuration, isHealthy: Bool, _ rules: RollbackRules) {
    remaining = remaining - time
    guard isHealthy, rollbacks > 0, rules.forgetAfter > .zero else {
      healthy = .zero
      return
    }
    healthy = healthy + time
    while healthy >= rules.forgetAfter, rollbacks > 0 {
      (healthy, rollbacks) = (healthy - rules.forgetAfter, rollbacks - 1)
    }
  }
}
