/// An end of a freeze window: a point in time, or a minute of every week in UTC.
public enum FreezeMoment: Hashable, Sendable {
  case instant(PlannedInstant)
  /// Minutes since Monday 00:00 UTC, 0 … 10,079.
  case weekly(minute: Int)

  static let minutesOfWeek = 7 * 24 * 60
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// The minute of the week of an instant, counted from Monday 00:00 UTC.
  static func minuteOfWeek(_ instant: PlannedInstant) -> Int {
    // 1970-01-01 was a Thursday.
    (instant.secondsSince1970 / 60 + 3 * 24 * 60) % minutesOfWeek
  }
}

extension FreezeMoment: CustomStringConvertible {
  public var description: String {
    switch self {
    case .instant(let instant): return instant.description
    case .weekly(let minute):
      let (day, rest) = minute.quotientAndRemainder(dividingBy: 24 * 60)
      let clock = [rest / 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return "\(Self.days[day % 7]) \(clock.joined(separator: ":"))"
    }
  }
}

extension FreezeMoment: PlanValue {
  static var expected: String {
    "a time as RFC 3339 writes it, or a weekly one in UTC such as Fri 16:00"
  }

  init?(planText: String) {
    if let instant = PlannedInstant(planText) {
      self = .instant(instant)
      return
    }
    let pattern = /(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d\d):(\d\d)/.asciiOnlyDigits()
    guard let match = planText.wholeMatch(of: pattern)?.output,
      let day = Self.days.firstIndex(of: String(match.1)), let hour = Int(match.2),
      let minute = Int(match.3), hour < 24, minute < 60
    else { return nil }
    self = .weekly(minute: day * 24 * 60 + hour * 60 + minute)
  }

  var planText: String { description }
}

extension FreezeMoment: Codable {
  public init(from decoder: any Decoder) throws {
    self = try PlanScalar.decode(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try PlanScalar.encode(self, to: encoder)
  }
}
