/// Trips when v5 fails several times in a row; asked per exchange, not per window.
public struct ConsecutiveFailures: Codable, Sendable, Hashable {
  public let limit: Int
  /// The failures since the last answer.
  public private(set) var count = 0

  /// Creates a breaker; a limit below 1 counts as 1.
  public init(limit: Int) { self.limit = max(1, limit) }

  public var isTripped: Bool { count >= limit }

  /// Takes in what v5 did and tells whether the breaker is tripped; an answer heals.
  @discardableResult
  public mutating func record(_ outcome: SampledOutcome) -> Bool {
    count = outcome.isAnswer ? 0 : count.saturatingAdd(1)
    return isTripped
  }
}
