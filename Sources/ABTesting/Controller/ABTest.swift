/// A test of v5 against v4: who is assigned to v5, from when, and for how long.
public struct ABTest: Sendable, Hashable {
  /// The name, which salts the assignment: `[a-z0-9][a-z0-9._-]{0,62}`.
  public let name: String
  /// The share assigned to v5, in basis points, 0 … 10,000.
  public internal(set) var v5Share: Int
  /// The start, in seconds on the controller's clock.
  public let start: Double
  /// How long it runs from its start; at its very end it still runs.
  public let duration: Duration
  /// Whether a session keeps its arm; each call is drawn anew if not.
  public let isSticky: Bool
  /// Which run of this name it is, from 1: a new attempt is a new randomisation.
  public let attempt: Int

  public init(
    name: String, v5Share: Int, start: Double, duration: Duration, isSticky: Bool = true,
    attempt: Int = 1
  ) {
    self.name = name
    self.v5Share = v5Share
    self.start = start
    self.duration = duration
    self.isSticky = isSticky
    self.attempt = attempt
  }

  /// Creates a test with its v5 share in percent.
  public init(
    name: String, v5Percentage: Int, start: Double, duration: Duration, isSticky: Bool = true,
    attempt: Int = 1
  ) {
    let (share, overflow) = v5Percentage.multipliedReportingOverflow(by: 100)
    self.init(
      name: name, v5Share: overflow ? v5Percentage : share, start: start, duration: duration,
      isSticky: isSticky, attempt: attempt)
  }

  /// The assignment that sticky sessions get; throws where anything is out of its range.
  func validated() throws(ABTestingError) -> Assignment {
    let assignment = try Assignment(purpose: .ab, experiment: name, attempt: attempt)
    try Self.validate(share: v5Share)
    guard start.isFinite else { throw .invalidStart(actual: start) }
    guard duration > .zero else { throw .nonpositiveDuration(actual: duration) }
    return assignment
  }

  static func validate(share: Int) throws(ABTestingError) {
    guard (0...Share.whole).contains(share) else {
      throw .shareOutOfRange(actual: share, limit: Share.whole)
    }
  }
}
