import Histogram

/// The latencies of one arm in fixed memory, about 140 KB.
struct LatencyRecord: Sendable {
  /// What is tracked; anything beyond is counted at the nearer end and as clamped.
  static let range: ClosedRange<Duration> = .microseconds(1)...(.seconds(60))

  private(set) var clamped = 0
  private var sum = 0.0
  private var histogram = Histogram<UInt64>(
    highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)

  /// The mean of what was recorded, or nil where nothing was.
  var mean: Duration? {
    histogram.totalCount == 0
      ? nil : .nanoseconds(Int64((sum / Double(histogram.totalCount) * 1000).rounded()))
  }

  mutating func record(_ latency: Duration) {
    let tracked = min(max(latency, Self.range.lowerBound), Self.range.upperBound)
    if tracked != latency { clamped += 1 }
    let (seconds, attoseconds) = tracked.components
    let microseconds = Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    sum += microseconds
    histogram.record(UInt64(microseconds.rounded()))
  }

  /// A percentile to within 0.1 %, or nil where nothing was recorded.
  func percentile(_ percent: Double) -> Duration? {
    guard histogram.totalCount > 0 else { return nil }
    return .microseconds(Int64(histogram.valueAtPercentile(percent)))
  }
}
