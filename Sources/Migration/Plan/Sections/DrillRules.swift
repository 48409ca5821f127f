/// How often the way to v5 and back is rehearsed.
public struct DrillRules: Codable, Hashable, Sendable {
  public var interval: PlannedDuration = .days(30)
  /// How long after the interval a drill counts as overdue.
  public var overdueAfter: PlannedDuration = .days(7)
  /// What a drill may take altogether before it is broken off.
  public var limit: PlannedDuration = .minutes(2)

  public init() {}

  /// Whether a drill is overdue, given the time since the last.
  public func isOverdue(sinceLast elapsed: PlannedDuration) -> Bool {
    elapsed > interval + overdueAfter
  }
}

extension DrillRules: PlanSection {
  static func fields(for section: DrillRules) -> [PlanField<DrillRules>] {
    [
      .value("interval", \.interval, "how often"),
      .value("overdueAfter", \.overdueAfter, "how much later a drill counts as overdue"),
      .value("limit", \.limit, "what a drill may take before it is broken off"),
    ]
  }
}
