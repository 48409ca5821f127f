/// One arm's exchanges of one method in a window.
public struct MethodCounts: Codable, Sendable, Hashable {
  /// The exchanges, and those without an answer.
  public private(set) var failures = EventCounts()
  /// The exchanges, and those that took longer than they may.
  public private(set) var deadlineMisses = EventCounts()
  /// The latencies of answers, and of what ran into its deadline without one.
  public private(set) var latency = LatencyHistogram()

  public init() {}

  public mutating func record(_ sample: ArmSample) {
    failures.record(!sample.outcome.isAnswer)
    deadlineMisses.record(sample.missedDeadline)
    // A refused connection takes no time; it would make a dead engine the fastest.
    if sample.outcome.isAnswer || sample.missedDeadline { latency.record(sample.latency) }
  }

  public mutating func merge(_ other: MethodCounts) {
    failures.merge(other.failures)
    deadlineMisses.merge(other.deadlineMisses)
    latency.merge(other.latency)
  }

  func merged(_ other: MethodCounts) -> MethodCounts {
    var sum = self
    sum.merge(other)
    return sum
  }
}
