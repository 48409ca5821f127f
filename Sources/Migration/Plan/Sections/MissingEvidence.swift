/// What happens while a stage's evidence is missing or inconclusive: a hold with a deadline.
public struct MissingEvidence: Codable, Hashable, Sendable {
  /// What follows the deadline.
  public enum Consequence: String, Codable, CaseIterable, Hashable, Sendable {
    /// Somebody is told, again and again; the hold stays.
    case page
    /// Somebody is told and the migration pauses.
    case pause
    case rollback
  }

  /// How long the hold stands before somebody is told.
  public var hold: PlannedDuration
  public var then: Consequence

  public init(hold: PlannedDuration, then: Consequence = .page) {
    self.hold = hold
    self.then = then
  }
}

extension MissingEvidence.Consequence: PlanValue {}

extension MissingEvidence: PlanSection {
  static func fields(for section: MissingEvidence) -> [PlanField<MissingEvidence>] {
    [
      .value("hold", \.hold, "how long it may hold"),
      .value("then", \.then, "and then: page, pause (and page), or rollback"),
    ]
  }
}
