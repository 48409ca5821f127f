/// A closed interval.
public struct Interval: Sendable, Hashable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether a value lies within the interval, its ends included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
