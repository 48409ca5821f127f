/// A time in which nothing advances: from one instant to another, or a part of every week.
public struct FreezeWindow: Codable, Hashable, Sendable {
  public var from: FreezeMoment
  public var to: FreezeMoment
  public var reason: String

  public init(from: FreezeMoment, to: FreezeMoment, reason: String) {
    self.from = from
    self.to = to
    self.reason = reason
  }

  /// Whether an instant lies within; the end does not.
  ///
  /// A weekly window may span the week's end.
  public func contains(_ instant: PlannedInstant) -> Bool {
    switch (from, to) {
    case (.instant(let start), .instant(let end)): return start <= instant && instant < end
    case (.weekly(let start), .weekly(let end)):
      let minute = FreezeMoment.minuteOfWeek(instant)
      return start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
    case (.instant, .weekly), (.weekly, .instant): return false
    }
  }
}

extension FreezeWindow: PlanEntry {
  static let limit = 64

  static func blank(_ scalars: [String: String]) -> FreezeWindow {
    FreezeWindow(from: .weekly(minute: 0), to: .weekly(minute: 0), reason: "")
  }

  static func fields(for section: FreezeWindow) -> [PlanField<FreezeWindow>] {
    [
      .value(
        "from", \.from, "RFC 3339, or weekly in UTC such as \"Fri 16:00\"", isRequired: true),
      .value("to", \.to, "when it ends, of the same sort", isRequired: true),
      .value("reason", \.reason, "what status says while it stands", isRequired: true),
    ]
  }
}
