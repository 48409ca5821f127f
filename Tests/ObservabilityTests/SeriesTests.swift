import CoreMetrics
import Observability
import Testing

/// How many series there are, and what they hold.
@Suite struct `The series of a name` {
  private func lines(_ registry: PrometheusRegistry, _ name: String) -> [String] {
    registry.exposition(.text).split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
  }

  @Test func `are bounded: what is one too many goes to other, and is counted`() {
    let registry = PrometheusRegistry([])
    for number in 0..<PrometheusRegistry.mostSeries + 10 {
      registry.makeCounter(label: "x_total", dimensions: [("n", "\(number)")]).increment(by: 1)
    }
    let all = lines(registry, "x_total")
    #expect(all.count == PrometheusRegistry.mostSeries + 1)
    #expect(all.last == #"x_total{n="other"} 10"#)
    #expect(
      lines(registry, MetricName.metricsOverflow.name) == [
        "\(MetricName.metricsOverflow.name) 10"
      ])
  }

  @Test func `are the same ones, however often they are asked for`() {
    let registry = PrometheusRegistry([])
    let sink = MetricSink(registry)
    for _ in 0..<1_000_000 { sink.count(.ownErrors, ["method": "engine_newPayload"]) }
    #expect(
      lines(registry, MetricName.ownErrors.name) == [
        #"\#(MetricName.ownErrors.name){method="engine_newPayload"} 1000000"#
      ])
  }

  @Test func `of a name that is something else already are nobody's`() {
    let registry = PrometheusRegistry([])
    registry.makeCounter(label: "x_total", dimensions: []).increment(by: 1)
    registry.makeMeter(label: "x_total", dimensions: []).set(7.0)
    registry.makeFloatingPointCounter(label: "x_total", dimensions: []).increment(by: 7)
    #expect(lines(registry, "x_total") == ["x_total 1"])
  }

  @Test func `count what is added to a total, which may begin anew`() {
    let registry = PrometheusRegistry()
    let sink = MetricSink(registry)
    for total in [0, 3, 3, 5, 2] { sink.total(.httpRequests, total) }
    #expect(lines(registry, MetricName.httpRequests.name) == ["\(MetricName.httpRequests.name) 7"])
    for total in [0.5, 0.75, 0.25] { sink.total(.processTime, seconds: total) }
    #expect(lines(registry, "process_cpu_seconds_total") == ["process_cpu_seconds_total 1"])
  }

  @Test func `tell of several values the one that is the case`() {
    let registry = PrometheusRegistry()
    let sink = MetricSink(registry)
    sink.state(.mode, "mode", "parallel", of: ["v4Only", "parallel"])
    sink.state(.mode, "mode", "v4Only", of: ["v4Only", "parallel"])
    #expect(
      lines(registry, MetricName.mode.name) == [
        #"lighthouse_compat_mode{mode="v4Only"} 1"#, #"lighthouse_compat_mode{mode="parallel"} 0"#,
      ])
  }

  @Test func `have names as Prometheus wants them, each with its help`() {
    var names: Set<String> = []
    for name in MetricName.allCases {
      let description = name.description
      #expect(names.insert(description.name).inserted, "\(name)")
      #expect(description.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(name)")
      #expect((description.kind == .counter) == description.name.hasSuffix("_total"), "\(name)")
      #expect(description.help.hasSuffix(".") && !description.help.contains("\n"), "\(name)")
      #expect(description.bounds == description.bounds.sorted())
    }
  }
}
