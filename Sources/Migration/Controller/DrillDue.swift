/// When the next drill is due, by the wall clock: a drill is due whether the controller ran or not.
struct DrillDue: Sendable {
  /// How often an overdue drill is told of, in milliseconds.
  private static let toldEvery: Int64 = 86_400_000

  /// The last drill that passed, or what the first is due from, in milliseconds since 1970.
  var since: Int64?
  private var toldAt: Int64?

  init(since: Int64? = nil) { self.since = since }

  /// How long ago that was.
  func elapsed(at wall: Int64) -> PlannedDuration? {
    since.map { PlannedDuration(milliseconds: Int(clamping: max(0, wall &- $0))) }
  }

  /// The time since the last drill, once a day while one is overdue.
  mutating func tell(_ rules: DrillRules, at wall: Int64) -> PlannedDuration? {
    guard let elapsed = elapsed(at: wall), rules.isOverdue(sinceLast: elapsed) else { return nil }
    if let toldAt, wall >= toldAt, wall - toldAt < Self.toldEvery { return nil }
    toldAt = wall
    return elapsed
  }
}
