import CoreMetrics

/// What is counted of one operation, and the handles of the backend that hears of it: both are found
/// by one look.
struct OperationCounts {
  /// Nil before the first one.
  private(set) var times: PerSide<LatencyHistogram>?
  private var timers: PerSide<CoreMetrics.Timer?>?
  private(set) var verdicts: [Verdict: (count: Int, counter: CoreMetrics.Counter?)] = [:]

  /// Counts a time; returns whom to tell, whom `make` makes.
  mutating func timer(
    _ side: Side, _ nanoseconds: Int64, _ make: (Side) -> CoreMetrics.Timer?
  ) -> CoreMetrics.Timer? {
    if times == nil { times = PerSide { _ in LatencyHistogram() } }
    times?[side].record(nanoseconds: nanoseconds)
    if timers == nil { timers = PerSide(make) }
    return timers?[side]
  }

  /// Counts a verdict; returns whom to tell, whom `make` makes.
  mutating func counter(
    _ verdict: Verdict, _ make: () -> CoreMetrics.Counter?
  ) -> CoreMetrics.Counter? {
    let known = verdicts[verdict]
    let counter = known == nil ? make() : known?.counter
    verdicts[verdict] = ((known?.count ?? 0) + 1, counter)
    return counter
  }
}
