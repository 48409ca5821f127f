import EngineHTTP
import LighthouseCompatibility

/// The counters in Prometheus's text format, version 0.0.4.
enum PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Upper bounds in seconds, fit for the Engine API: 0.25 ms to 16 s.
  private static let buckets: [Double] = [
    0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 4,
    8, 16,
  ]

  static func render(_ state: GatewayState) -> String {
    var text = ""
    let metrics = state.metrics
    text += header("mode", "The mode, by name; 1 for the one in force.", "gauge")
    line("mode", ["mode": state.mode], "1", &text)
    text += header("engine_up", "Whether a side's engine answers.", "gauge")
    for side in state.sides {
      line("engine_up", ["side": side.name], side.isUp ? "1" : "0", &text)
    }
    text += header("lane_depth", "Operations that wait for a side's engine.", "gauge")
    for side in state.sides {
      line("lane_depth", ["side": side.name], "\(side.laneDepth)", &text)
    }
    verdicts(metrics, &text)
    sideCounters(metrics, &text)
    counter("own_errors_total", "Errors of the gateway's own.", metrics.ownErrors, "method", &text)
    single("comparisons_dropped_total", "Comparisons dropped.", metrics.comparisonsDropped, &text)
    http(state.http, &text)
    times(metrics, &text)
    return text
  }

  private static func verdicts(_ metrics: CompatMetrics.Snapshot, _ text: inout String) {
    text += header("verdicts_total", "Compared exchanges, by operation and verdict.", "counter")
    for (operation, verdicts) in metrics.verdicts.sorted(by: { $0.key < $1.key }) {
      for (verdict, count) in verdicts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        let labels = ["operation": operation, "verdict": verdict.rawValue]
        line("verdicts_total", labels, "\(count)", &text)
      }
    }
  }

  private static func sideCounters(_ metrics: CompatMetrics.Snapshot, _ text: inout String) {
    let skipped = PerSide { side in
      Dictionary(uniqueKeysWithValues: metrics.skipped[side].map { ($0.key.rawValue, $0.value) })
    }
    let families = [
      ("failures_total", "No answer from an engine, by kind.", "kind", metrics.failures),
      ("refusals_total", "Operations that a dialect cannot express.", "method", metrics.refusals),
      ("skipped_total", "Operations that a follower was not asked.", "reason", skipped),
    ]
    for (name, help, label, values) in families {
      text += header(name, help, "counter")
      for side in Side.allCases {
        for (key, count) in values[side].sorted(by: { $0.key < $1.key }) {
          line(name, [label: key, "side": side.rawValue], "\(count)", &text)
        }
      }
    }
  }

  private static func http(_ counts: EngineServerCounts, _ text: inout String) {
    single("http_requests_total", "Requests of callers.", counts.requests.total, &text)
    single(
      "http_unauthorized_total", "Requests without a good token.", counts.unauthorized.total, &text)
    single(
      "http_refusals_total", "Requests refused by their head.", counts.httpRefusals.total, &text)
    single("http_malformed_total", "Bodies refused.", counts.malformed.total, &text)
    single(
      "http_connections_refused_total", "Connections above the limit.",
      counts.connectionsRefused.total, &text)
  }

  private static func times(_ metrics: CompatMetrics.Snapshot, _ text: inout String) {
    let name = "operation_seconds"
    text += header(name, "How long an engine took to answer.", "histogram")
    for (operation, sides) in metrics.times.sorted(by: { $0.key < $1.key }) {
      for side in Side.allCases where sides[side].count > 0 {
        let histogram = sides[side]
        let labels = ["operation": operation, "side": side.rawValue]
        for bound in buckets {
          let count = histogram.count(upToNanoseconds: Int64(bound * 1e9))
          line(name + "_bucket", labels.merging(["le": "\(bound)"]) { $1 }, "\(count)", &text)
        }
        line(name + "_bucket", labels.merging(["le": "+Inf"]) { $1 }, "\(histogram.count)", &text)
        line(name + "_sum", labels, "\(Double(histogram.sum) / 1e9)", &text)
        line(name + "_count", labels, "\(histogram.count)", &text)
      }
    }
  }

  // MARK: Lines

  private static func header(_ name: String, _ help: String, _ type: String) -> String {
    "# HELP lighthouse_compat_\(name) \(help)\n# TYPE lighthouse_compat_\(name) \(type)\n"
  }

  private static func single(
    _ name: String, _ help: String, _ value: Int, _ text: inout String
  ) {
    text += header(name, help, "counter")
    line(name, [:], "\(value)", &text)
  }

  private static func counter(
    _ name: String, _ help: String, _ values: [String: Int], _ label: String,
    _ text: inout String
  ) {
    text += header(name, help, "counter")
    for (key, count) in values.sorted(by: { $0.key < $1.key }) {
      line(name, [label: key], "\(count)", &text)
    }
  }

  private static func line(
    _ name: String, _ labels: [String: String], _ value: String, _ text: inout String
  ) {
    let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escape($0.value))\"" }
    let braces = list.isEmpty ? "" : "{" + list.joined(separator: ",") + "}"
    text += "lighthouse_compat_\(name)\(braces) \(value)\n"
  }

  private static func escape(_ label: String) -> String {
    label.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
