/// What one arm of a test has shown.
public struct ArmResults: Sendable, Hashable {
  /// The evaluations that were split to this arm, repeated ones included.
  public let assignments: Int
  /// The requests whose outcome counts.
  public let requests: Int
  public let successes: Int
  /// The share of successes, 0 … 1, or nil without a request.
  public let successRate: Double?
  /// The always-valid interval of the success rate, at `TestResults.confidence`.
  public let successRateInterval: Interval
  /// The median latency to within 0.1 %, of 1 µs to 60 s, or nil without a request.
  public let p50Latency: Duration?
  /// The 99th percentile of latency, as the median.
  public let p99Latency: Duration?
  public let meanLatency: Duration?
  /// The latencies beyond 1 µs … 60 s, which were counted at its ends.
  public let clampedLatencies: Int

  init(_ record: ArmRecord, alpha: Double) {
    assignments = record.assignments
    requests = record.counts.requests
    successes = record.counts.successes
    successRate = record.counts.rate
    successRateInterval = ConfidenceSequence(record.counts).interval(alpha: alpha)
    p50Latency = record.latency.percentile(50)
    p99Latency = record.latency.percentile(99)
    meanLatency = record.latency.mean
    clampedLatencies = record.latency.clamped
  }
}
