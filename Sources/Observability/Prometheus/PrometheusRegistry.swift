public import CoreMetrics
import Synchronization

/// A backend of swift-metrics that shows what it was told in Prometheus's formats.
///
/// It knows the names of a catalogue; of another name it makes up the description. The number of
/// series of a name is bounded: one more goes to the series whose labels all say `other`, and is
/// counted. Recording takes one short lock at most, and never that of a scrape.
public final class PrometheusRegistry: MetricsFactory {
  /// Series of one name.
  public static let mostSeries = 512
  /// Counts the series that went to `other`.
  static let overflow = MetricName.metricsOverflow.description

  private let families: Mutex<[String: PrometheusFamily]>
  private let descriptions: [String: MetricDescription]
  private let overflowed = PrometheusCounter()

  public init(_ catalogue: [MetricDescription] = MetricName.allCases.map(\.description)) {
    descriptions = Dictionary(catalogue.map { ($0.name, $0) }) { first, _ in first }
    let overflow = PrometheusFamily(Self.overflow)
    overflow.add(.counter(overflowed), [])
    families = Mutex([Self.overflow.name: overflow])
  }

  /// All that is known, by name; what has been told nothing yet is left out.
  ///
  /// - Parameter format: as the scraper asked for it.
  public func exposition(_ format: ExpositionFormat) -> String {
    var writer = ExpositionWriter(format)
    let all = families.withLock { $0.values.sorted { $0.description.name < $1.description.name } }
    for family in all { writer.write(family) }
    return writer.end()
  }

  // MARK: MetricsFactory

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, .counter, dimensions, PrometheusInstrument.asCounter) {
      .counter(PrometheusCounter())
    } ?? PrometheusCounter()
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(label, .counter, dimensions, PrometheusInstrument.asSum) { .sum(PrometheusSum()) }
      ?? PrometheusSum()
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, .gauge, dimensions, PrometheusInstrument.asGauge) { .gauge(PrometheusGauge()) }
      ?? PrometheusGauge()
  }

  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    if !aggregate {
      return series(label, .gauge, dimensions, PrometheusInstrument.asGauge) {
        .gauge(PrometheusGauge())
      } ?? PrometheusGauge()
    }
    return histogram(label, dimensions)
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions)
  }

  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  // MARK: Series

  private func histogram(
    _ label: String, _ dimensions: [(String, String)]
  ) -> PrometheusHistogram {
    let bounds = descriptions[label]?.bounds ?? MetricDescription.engineTimes
    return series(label, .histogram, dimensions, PrometheusInstrument.asHistogram) {
      .histogram(PrometheusHistogram(bounds))
    } ?? PrometheusHistogram(bounds)
  }

  /// The instrument of a series, made where it is new; nil where the name is of another kind.
  private func series<Handler>(
    _ label: String, _ kind: MetricKind, _ dimensions: [(String, String)],
    _ cast: (PrometheusInstrument) -> Handler?, _ make: () -> PrometheusInstrument
  ) -> Handler? {
    families.withLock { families in
      let family =
        families[label]
        ?? PrometheusFamily(
          descriptions[label] ?? MetricDescription(label, kind, "Of the program that embeds this."))
      families[label] = family
      guard family.description.kind == kind else { return nil }
      if let known = family.instrument(dimensions) { return cast(known) }
      guard family.count < Self.mostSeries else {
        overflowed.increment(by: 1)
        let other = dimensions.map { ($0.0, "other") }
        return cast(family.instrument(other) ?? family.add(make(), other))
      }
      return cast(family.add(make(), dimensions))
    }
  }
}
