/// How a rollback goes, and what follows it.
public struct RollbackRules: Codable, Hashable, Sendable {
  /// Where a rollback leads: v4 has the authority in both.
  public enum Destination: String, Codable, CaseIterable, Hashable, Sendable {
    case v4Only
    /// v5 stays fed and compared, for diagnosis.
    case parallel
  }

  /// Within what time the way back must be verified.
  public var limit: PlannedDuration = .minutes(5)
  public var destination: Destination = .v4Only
  /// The lock-out after the first automatic rollback; it doubles with each further one.
  public var lockOut: PlannedDuration = .minutes(30)
  public var longestLockOut: PlannedDuration = .hours(24)
  /// The healthy time after which one rollback is forgotten.
  public var forgetAfter: PlannedDuration = .hours(24)

  public init() {}

  /// The lock-out after the nth automatic rollback that is not forgotten: the first's times 2ⁿ⁻¹,
  /// capped.
  public func lockOut(afterRollbacks count: Int) -> PlannedDuration {
    guard count > 0 else { return .zero }
    var length = min(lockOut, longestLockOut)
    for _ in 1..<min(count, 64) where length < longestLockOut {
      length = min(length + length, longestLockOut)
    }
    return length
  }
}

extension RollbackRules.Destination: PlanValue {}

extension RollbackRules: PlanSection {
  static func fields(for section: RollbackRules) -> [PlanField<RollbackRules>] {
    [
      .value("limit", \.limit, "within what time the way back must be verified, at most 5m"),
      .value(
        "destination", \.destination,
        "v4Only, or parallel to keep v5 fed for diagnosis; v4 answers in both"),
      .value(
        "lockOut", \.lockOut,
        "no new attempt for that long after an automatic rollback; doubles with each further one"),
      .value("longestLockOut", \.longestLockOut, "what it doubles to at most"),
      .value(
        "forgetAfter", \.forgetAfter, "the healthy time after which one rollback is forgotten"),
    ]
  }
}
