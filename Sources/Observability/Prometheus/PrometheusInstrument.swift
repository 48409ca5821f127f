import CoreMetrics
import Synchronization

/// What a series is recorded with.
enum PrometheusInstrument: Sendable {
  case counter(PrometheusCounter)
  case sum(PrometheusSum)
  case gauge(PrometheusGauge)
  case histogram(PrometheusHistogram)

  static func asCounter(_ one: Self) -> PrometheusCounter? {
    if case .counter(let counter) = one { counter } else { nil }
  }

  static func asSum(_ one: Self) -> PrometheusSum? {
    if case .sum(let sum) = one { sum } else { nil }
  }

  static func asGauge(_ one: Self) -> PrometheusGauge? {
    if case .gauge(let gauge) = one { gauge } else { nil }
  }

  static func asHistogram(_ one: Self) -> PrometheusHistogram? {
    if case .histogram(let histogram) = one { histogram } else { nil }
  }
}

/// Counts whole events.
final class PrometheusCounter: CounterHandler {
  private let count = Atomic<Int64>(0)

  var value: Int64 { count.load(ordering: .relaxed) }

  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  func reset() { count.store(0, ordering: .relaxed) }
}

/// Adds up seconds, for example.
final class PrometheusSum: FloatingPointCounterHandler {
  private let sum = Mutex(0.0)

  var value: Double { sum.withLock { $0 } }

  func increment(by amount: Double) {
    guard amount > 0, amount.isFinite else { return }
    sum.withLock { $0 += amount }
  }

  func reset() { sum.withLock { $0 = 0 } }
}

/// The latest value.
final class PrometheusGauge: MeterHandler, RecorderHandler {
  private let latest = Mutex(0.0)

  var value: Double { latest.withLock { $0 } }

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { latest.withLock { $0 = value } }
  func increment(by amount: Double) { latest.withLock { $0 += amount } }
  func decrement(by amount: Double) { latest.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }
}

/// Values in buckets; what a timer records becomes seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler {
  struct Snapshot {
    /// Of each bucket by itself; the last one has no bound.
    var counts: [Int]
    var sum = 0.0
  }

  /// Upper bounds, ascending.
  let bounds: [Double]
  private let state: Mutex<Snapshot>

  init(_ bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(Snapshot(counts: [Int](repeating: 0, count: bounds.count + 1)))
  }

  var snapshot: Snapshot { state.withLock { $0 } }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
