/// Both arms' latencies of the last five minutes by method, in steps of a minute, for display.
struct RecentLatencies: Codable, Sendable, Hashable {
  private static let step = 60.0

  private struct Entry: Codable, Sendable, Hashable {
    var start = 0.0
    var v4: [SampledMethod: LatencyHistogram] = [:]
    var v5: [SampledMethod: LatencyHistogram] = [:]

    mutating func merge(_ other: Entry) {
      for (method, latency) in other.v4 { v4[method, default: LatencyHistogram()].merge(latency) }
      for (method, latency) in other.v5 { v5[method, default: LatencyHistogram()].merge(latency) }
    }
  }

  /// A method's quantiles in milliseconds.
  struct Pair {
    var method: SampledMethod
    var v4: Double
    var v5: Double
  }

  private var entries: [Entry] = []
  private var sum = Entry()

  mutating func add(_ window: EvidenceWindow, at time: Double) {
    var new = Entry(start: time)
    for (method, counts) in window.v4 { new.v4[method] = counts.latency }
    for (method, counts) in window.v5 { new.v5[method] = counts.latency }
    if let last = entries.indices.last, time - entries[last].start < Self.step {
      entries[last].merge(new)
      sum.merge(new)
    } else {
      entries.append(new)
      entries.removeAll { time - $0.start >= RecentCounts.seconds }
      sum = Entry()
      for entry in entries { sum.merge(entry) }
    }
  }

  /// The method in which v5 is slowest in proportion to v4, or nil where no method has both arms.
  func worst(_ quantile: Double) -> Pair? {
    var worst: Pair?
    for method in SampledMethod.allCases {
      guard let low = sum.v4[method]?.quantile(quantile),
        let high = sum.v5[method]?.quantile(quantile)
      else { continue }
      let pair = Pair(
        method: method, v4: Double(LatencyHistogram.upperBound(low)) / 1000,
        v5: Double(LatencyHistogram.upperBound(high)) / 1000)
      if worst.map({ pair.v5 * max($0.v4, 0.001) > $0.v5 * max(pair.v4, 0.001) }) ?? true {
        worst = pair
      }
    }
    return worst
  }
}
