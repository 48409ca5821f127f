public import CoreMetrics
import Synchronization

/// Hands values to a backend of swift-metrics under the names of `MetricName`; each handle is made
/// once.
public final class MetricSink: Sendable {
  /// A label and its value.
  public typealias Labels = KeyValuePairs<String, String>

  private struct Series: Hashable {
    let name: MetricName
    let values: [String]

    init(name: MetricName, values: [String]) {
      self.name = name
      self.values = values
    }

    init(_ name: MetricName, _ labels: Labels) {
      self.init(name: name, values: labels.map(\.value))
    }
  }

  private struct State {
    var counters: [Series: CoreMetrics.Counter] = [:]
    var sums: [Series: FloatingPointCounter] = [:]
    var meters: [Series: Meter] = [:]
    var timers: [Series: CoreMetrics.Timer] = [:]
    /// Up to where a total was counted.
    var totals: [Series: Double] = [:]
  }

  private let factory: any MetricsFactory
  private let state = Mutex(State())

  public init(_ factory: any MetricsFactory) {
    self.factory = factory
  }

  /// Counts events as they happen.
  public func count(_ name: MetricName, _ labels: Labels = [:], by amount: Int = 1) {
    counter(Series(name, labels), labels).increment(by: amount)
  }

  /// What counts such events, for whoever counts them often.
  public func counter(_ name: MetricName, _ labels: Labels = [:]) -> CoreMetrics.Counter {
    counter(Series(name, labels), labels)
  }

  /// Tells a total that somebody else counts; only what has been added is passed on.
  public func total(_ name: MetricName, _ total: Int, _ labels: Labels = [:]) {
    let series = Series(name, labels)
    let added = advance(series, to: Double(total))
    counter(series, labels).increment(by: Int(max(0, added)))
  }

  /// The same of a total that is no whole number.
  public func total(_ name: MetricName, seconds total: Double, _ labels: Labels = [:]) {
    let series = Series(name, labels)
    let added = advance(series, to: total)
    let sum = state.withLock { state in
      Self.handle(&state.sums, series) {
        FloatingPointCounter(
          label: name.name, dimensions: Self.dimensions(labels), factory: factory)
      }
    }
    if added > 0 { sum.increment(by: added) }
  }

  /// The value at this moment.
  public func set(_ name: MetricName, _ value: Double, _ labels: Labels = [:]) {
    set(name, value, Self.dimensions(labels))
  }

  private func set(_ name: MetricName, _ value: Double, _ dimensions: [(String, String)]) {
    let series = Series(name: name, values: dimensions.map(\.1))
    let meter = state.withLock { state in
      Self.handle(&state.meters, series) {
        Meter(label: name.name, dimensions: dimensions, factory: factory)
      }
    }
    meter.set(value)
  }

  /// Of several values of a label, the one that is the case: 1 for it, 0 for the others.
  public func state(
    _ name: MetricName, _ label: String, _ value: String, of all: some Sequence<String>,
    beside labels: Labels = [:]
  ) {
    for each in all {
      set(name, each == value ? 1 : 0, Self.dimensions(labels) + [(label, each)])
    }
  }

  /// A handle for durations, to be kept by who records often.
  public func timer(_ name: MetricName, _ labels: Labels = [:]) -> CoreMetrics.Timer {
    let series = Series(name, labels)
    return state.withLock { state in
      Self.handle(&state.timers, series) {
        CoreMetrics.Timer(
          label: name.name, dimensions: Self.dimensions(labels), factory: factory)
      }
    }
  }

  // MARK: Handles

  private func counter(_ series: Series, _ labels: Labels) -> CoreMetrics.Counter {
    state.withLock { state in
      Self.handle(&state.counters, series) {
        CoreMetrics.Counter(
          label: series.name.name, dimensions: Self.dimensions(labels), factory: factory)
      }
    }
  }

  private static func handle<Handle>(
    _ known: inout [Series: Handle], _ series: Series, _ make: () -> Handle
  ) -> Handle {
    if let handle = known[series] { return handle }
    let handle = make()
    // The backend bounds its series; here the handles of as many names are kept.
    if known.count < PrometheusRegistry.mostSeries * 8 { known[series] = handle }
    return handle
  }

  /// What has been added since the last time; a total that went back begins anew.
  private func advance(_ series: Series, to total: Double) -> Double {
    state.withLock { state in
      let before = state.totals.updateValue(total, forKey: series) ?? 0
      return total < before ? total : total - before
    }
  }

  private static func dimensions(_ labels: Labels) -> [(String, String)] {
    labels.map { ($0.key, $0.value) }
  }
}
