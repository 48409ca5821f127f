/// A requirement of coverage that is given up, with the reason.
public struct PlannedWaiver: Codable, Hashable, Sendable {
  /// A method's name, `builds` or `reorgs`.
  public var what: String
  public var reason: String

  public init(what: String, reason: String) {
    self.what = what
    self.reason = reason
  }

  public static let standard = PlannedWaiver(
    what: "reorgs", reason: "too rare to wait for; take the waiver out where they are not")
}

extension PlannedWaiver: PlanEntry {
  static let limit = 8

  static func blank(_ scalars: [String: String]) -> PlannedWaiver {
    PlannedWaiver(what: "", reason: "")
  }

  static func fields(for section: PlannedWaiver) -> [PlanField<PlannedWaiver>] {
    [
      .value("what", \.what, "a method, builds or reorgs", isRequired: true),
      .value("reason", \.reason, "why it need not be seen", isRequired: true),
    ]
  }
}
