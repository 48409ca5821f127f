/// Writes families as a scraper reads them.
struct ExpositionWriter {
  private let format: ExpositionFormat
  private var text = ""

  init(_ format: ExpositionFormat) {
    self.format = format
    text.reserveCapacity(64 * 1024)
  }

  mutating func write(_ family: PrometheusFamily) {
    let all = family.series
    guard !all.isEmpty else { return }
    let (description, name) = (family.description, family.description.name)
    head(description)
    for series in all {
      switch series.instrument {
      case .counter(let counter): line(name, series.labels, "\(counter.value)")
      case .sum(let sum): line(name, series.labels, number(sum.value))
      case .gauge(let gauge): line(name, series.labels, number(gauge.value))
      case .histogram(let histogram): write(histogram, name, series.labels)
      }
    }
  }

  /// The whole.
  mutating func end() -> String {
    if format == .openMetrics { text += "# EOF\n" }
    return text
  }

  private mutating func head(_ description: MetricDescription) {
    // In OpenMetrics the family of a counter is called without the suffix of its samples.
    let isShort = format == .openMetrics && description.kind == .counter
    let name = isShort ? String(description.name.dropLast(6)) : description.name
    text += "# HELP \(name) \(description.help)\n# TYPE \(name) \(description.kind.rawValue)\n"
  }

  private mutating func write(
    _ histogram: PrometheusHistogram, _ name: String, _ labels: String
  ) {
    let snapshot = histogram.snapshot
    let opening = labels.isEmpty ? "{" : labels.dropLast() + ","
    var total = 0
    for (bound, count) in zip(histogram.bounds, snapshot.counts) {
      total += count
      line(name + "_bucket", "\(opening)le=\"\(self.bound(bound))\"}", "\(total)")
    }
    total += snapshot.counts.last ?? 0
    line(name + "_bucket", "\(opening)le=\"+Inf\"}", "\(total)")
    line(name + "_sum", labels, number(snapshot.sum))
    line(name + "_count", labels, "\(total)")
  }

  private mutating func line(_ name: String, _ labels: String, _ value: String) {
    text += name
    text += labels
    text += " "
    text += value
    text += "\n"
  }

  /// OpenMetrics wants a bound to look like a floating-point number, in both formats the same one.
  private func bound(_ value: Double) -> String { "\(value)" }

  private func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
