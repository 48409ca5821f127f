import CoreMetrics
import Observability
import Testing

/// What a scraper gets, line by line.
@Suite struct `The exposition` {
  private static let catalogue = [
    MetricDescription("served_total", .counter, "Served."),
    MetricDescription("depth", .gauge, "Depth."),
    MetricDescription("took_seconds", .histogram, "Took.", bounds: [0.25, 1]),
  ]

  private func registry() -> PrometheusRegistry {
    let registry = PrometheusRegistry(Self.catalogue)
    let counter = registry.makeCounter(label: "served_total", dimensions: [("side", "v4")])
    counter.increment(by: 2)
    counter.increment(by: -1)
    registry.makeMeter(label: "depth", dimensions: []).set(1.5)
    let timer = registry.makeTimer(label: "took_seconds", dimensions: [("side", "v5")])
    timer.recordNanoseconds(250_000_000)
    timer.recordNanoseconds(500_000_000)
    timer.recordNanoseconds(2_000_000_000)
    return registry
  }

  @Test func `is Prometheus's text`() {
    let text = registry().exposition(.text)
    let expected = """
      # HELP depth Depth.
      # TYPE depth gauge
      depth 1.5
      # HELP lighthouse_compat_metrics_overflow_total New series that were put together because \
      their name had too many.
      # TYPE lighthouse_compat_metrics_overflow_total counter
      lighthouse_compat_metrics_overflow_total 0
      # HELP served_total Served.
      # TYPE served_total counter
      served_total{side="v4"} 2
      # HELP took_seconds Took.
      # TYPE took_seconds histogram
      took_seconds_bucket{side="v5",le="0.25"} 1
      took_seconds_bucket{side="v5",le="1.0"} 2
      took_seconds_bucket{side="v5",le="+Inf"} 3
      took_seconds_sum{side="v5"} 2.75
      took_seconds_count{side="v5"} 3

      """
    #expect(text == expected)
  }

  @Test func `is OpenMetrics, where a counter's family has no suffix`() {
    let text = registry().exposition(.openMetrics)
    #expect(text.contains("# TYPE served counter\nserved_total{side=\"v4\"} 2\n"))
    #expect(text.hasSuffix("\n# EOF\n"))
  }

  @Test func `escapes labels and orders them by name`() {
    let registry = PrometheusRegistry([])
    registry.makeMeter(label: "x", dimensions: [("b", "a\"b\\c\nd"), ("a", "ü")]).set(3.0)
    #expect(registry.exposition(.text).contains(#"x{a="ü",b="a\"b\\c\nd"} 3"# + "\n"))
  }

  @Test func `writes what is no number as Prometheus does`() {
    let registry = PrometheusRegistry([])
    for value in [Double.nan, .infinity, -.infinity, 1e300, -2] {
      registry.makeMeter(label: "x", dimensions: [("of", "\(value)")]).set(value)
    }
    let text = registry.exposition(.text)
    for line in [
      #"{of="nan"} NaN"#, #"{of="inf"} +Inf"#, #"{of="-inf"} -Inf"#, #"{of="1e+300"} 1e+300"#,
      #"{of="-2.0"} -2"#,
    ] {
      #expect(text.contains("x\(line)\n"), "\(line)")
    }
  }

  @Test(arguments: [
    (nil, ExpositionFormat.text), ("", .text), ("*/*", .text), ("text/plain", .text),
    ("application/openmetrics-text", .openMetrics),
    ("application/openmetrics-text; version=1.0.0; charset=utf-8", .openMetrics),
    ("application/openmetrics-text;version=2.0.0", .text),
    ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9", .text),
    (
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
        + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
    ),
    ("text/html", .text), (";;,,q=", .text),
  ])
  func `is in the format that is asked for`(accept: String?, format: ExpositionFormat) {
    #expect(ExpositionFormat(accept: accept) == format)
  }
}
