/// One arm's part in an exchange.
public struct ArmSample: Sendable, Hashable {
  public var outcome: SampledOutcome
  public var latency: Duration
  /// Whether it took longer than the method may take.
  public var missedDeadline: Bool

  public init(outcome: SampledOutcome, latency: Duration, missedDeadline: Bool = false) {
    self.outcome = outcome
    self.latency = latency
    self.missedDeadline = missedDeadline
  }
}
