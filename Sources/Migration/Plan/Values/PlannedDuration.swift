/// A length of time as a plan writes it: `30s`, `2h30m`, `7d`, `500ms`.
///
/// Whole milliseconds from 0 to 3,650 days. Units go from the largest to the smallest, each at most
/// once: w, d, h, m, s, ms.
public struct PlannedDuration: Hashable, Sendable {
  static let longest = 3_650 * 86_400_000
  private static let units: [(name: String, milliseconds: Int)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ("ms", 1),
  ]

  public let milliseconds: Int

  /// Creates a length; what lies outside 0 … 3,650 days is brought within.
  public init(milliseconds: Int) {
    self.milliseconds = min(max(0, milliseconds), Self.longest)
  }

  /// Creates a length of whole milliseconds, rounded down.
  public init(_ duration: Duration) {
    let (seconds, attoseconds) = min(max(duration, .zero), .seconds(400_000_000)).components
    self.init(milliseconds: Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
  }

  public static let zero = PlannedDuration(milliseconds: 0)

  public static func seconds(_ count: Int) -> Self { times(count, 1_000) }
  public static func minutes(_ count: Int) -> Self { times(count, 60_000) }
  public static func hours(_ count: Int) -> Self { times(count, 3_600_000) }
  public static func days(_ count: Int) -> Self { times(count, 86_400_000) }

  private static func times(_ count: Int, _ unit: Int) -> Self {
    let (product, isOverflow) = count.multipliedReportingOverflow(by: unit)
    return PlannedDuration(milliseconds: isOverflow ? (count < 0 ? 0 : longest) : product)
  }

  public var duration: Duration { .milliseconds(milliseconds) }
  public var seconds: Double { Double(milliseconds) / 1_000 }

  /// The sum, at most 3,650 days.
  public static func + (left: Self, right: Self) -> Self {
    PlannedDuration(milliseconds: left.milliseconds + right.milliseconds)
  }

  /// What is left after taking the right side away, at least nothing.
  public static func - (left: Self, right: Self) -> Self {
    PlannedDuration(milliseconds: left.milliseconds - right.milliseconds)
  }
}

extension PlannedDuration: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

extension PlannedDuration: CustomStringConvertible {
  public init?(_ text: String) {
    var rest = Substring(text)
    var total = 0
    var next = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard (1...15).contains(digits.count), let count = Int(digits),
        let unit = Self.units[next...].firstIndex(where: { $0.name == name })
      else { return nil }
      next = unit + 1
      let (product, isOverflow) = count.multipliedReportingOverflow(
        by: Self.units[unit].milliseconds)
      guard !isOverflow, product <= Self.longest - total else { return nil }
      total += product
    }
    self.init(milliseconds: total)
  }

  /// The text in the fewest units, without weeks: `1h30m`, `7d`, `0s`.
  public var description: String {
    var rest = milliseconds
    var text = ""
    for unit in Self.units.dropFirst() where rest >= unit.milliseconds {
      let (count, remainder) = rest.quotientAndRemainder(dividingBy: unit.milliseconds)
      text += "\(count)\(unit.name)"
      rest = remainder
    }
    return text.isEmpty ? "0s" : text
  }
}

extension PlannedDuration: PlanValue {
  static var expected: String { "a time such as 30s, 2h30m or 7d, at most 3650d" }

  init?(planText: String) { self.init(planText) }

  var planText: String { description }
}

extension PlannedDuration: Codable {
  public init(from decoder: any Decoder) throws {
    self = try PlanScalar.decode(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try PlanScalar.encode(self, to: encoder)
  }
}
