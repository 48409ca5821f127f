/// A point in time on the wall clock, as RFC 3339 writes it; whole seconds of the years 1970 … 9999.
public struct PlannedInstant: Hashable, Sendable {
  static let latest = 253_402_300_799

  /// Seconds since 1970, without leap seconds.
  public let secondsSince1970: Int

  /// Creates an instant; what lies outside 1970 … 9999 is brought within.
  public init(secondsSince1970: Int) {
    self.secondsSince1970 = min(max(0, secondsSince1970), Self.latest)
  }

  /// Creates an instant from milliseconds since 1970, rounded down.
  public init(milliseconds: Int64) {
    self.init(secondsSince1970: Int(milliseconds / 1_000))
  }

  /// The days since 1970-01-01 of a date of the Gregorian calendar.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of the Gregorian calendar of days since 1970-01-01, from 0 on.
  static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
  }
}

extension PlannedInstant: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }

  /// The instant that much later.
  public static func + (left: Self, right: PlannedDuration) -> Self {
    PlannedInstant(secondsSince1970: left.secondsSince1970 + right.milliseconds / 1_000)
  }

  /// The instant that much earlier.
  public static func - (left: Self, right: PlannedDuration) -> Self {
    PlannedInstant(secondsSince1970: left.secondsSince1970 - right.milliseconds / 1_000)
  }
}

extension PlannedInstant: CustomStringConvertible {
  /// Reads `2026-03-13T14:00:00Z` or with an offset such as `+02:00`; fractions are left out.
  public init?(_ text: String) {
    let pattern =
      /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))/
      .asciiOnlyDigits()
    guard text.utf8.count <= 40, let match = text.wholeMatch(of: pattern)?.output,
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
      let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6)
    else { return nil }
    let offsetHours = match.8.flatMap { Int($0) } ?? 0
    let offsetMinutes = match.9.flatMap { Int($0) } ?? 0
    guard (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60,
      offsetHours < 24, offsetMinutes < 60
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard year >= 1970, Self.date(days: days) == (year, month, day) else { return nil }
    let offset = (offsetHours * 3_600 + offsetMinutes * 60) * (match.7 == "-" ? -1 : 1)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    guard (0...Self.latest).contains(seconds) else { return nil }
    secondsSince1970 = seconds
  }

  /// The instant in UTC, `2026-03-13T14:00:00Z`.
  public var description: String {
    let (days, seconds) = secondsSince1970.quotientAndRemainder(dividingBy: 86_400)
    let (year, month, day) = Self.date(days: days)
    let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map(Self.two)
    return "\(Self.two(year / 100))\(Self.two(year % 100))-\(Self.two(month))-\(Self.two(day))T"
      + clock.joined(separator: ":") + "Z"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension PlannedInstant: PlanValue {
  static var expected: String { "a time as RFC 3339 writes it, such as 2026-03-13T14:00:00Z" }

  init?(planText: String) { self.init(planText) }

  var planText: String { description }
}

extension PlannedInstant: Codable {
  public init(from decoder: any Decoder) throws {
    self = try PlanScalar.decode(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try PlanScalar.encode(self, to: encoder)
  }
}
