/// The figures under the names of the ticket.
extension TestResults {
  public var v4Requests: Int { v4.requests }
  public var v5Requests: Int { v5.requests }
  public var v4SuccessRate: Double? { v4.successRate }
  public var v5SuccessRate: Double? { v5.successRate }
  public var v4P50Latency: Duration? { v4.p50Latency }
  public var v5P50Latency: Duration? { v5.p50Latency }
  public var v4P99Latency: Duration? { v4.p99Latency }
  public var v5P99Latency: Duration? { v5.p99Latency }
}
