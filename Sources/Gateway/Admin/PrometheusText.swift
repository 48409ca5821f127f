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
    route(state, &text)
    sides(state.status, &text)
    verdicts(metrics, &text)
    sideCounters(metrics, &text)
    counter("own_errors_total", "Errors of the gateway's own.", metrics.ownErrors, "method", &text)
    counter(
      "substitutions_total", "Answers that left in the authority's place, or unguarded.",
      metrics.substitutions, "cause", &text)
    single(
      "went_back_total", "Times the authority went back to v4 by itself.", metrics.wentBack, &text)
    single(
      "writers_refused_total", "Forkchoices of a second node.", state.status.writersRefused, &text)
    single("comparisons_dropped_total", "Comparisons dropped.", metrics.comparisonsDropped, &text)
    http(state.http, &text)
    times(metrics, &text)
    return text
  }

  private static func route(_ state: GatewayState, _ text: inout String) {
    let status = state.status
    text += header("mode", "The mode, by name; 1 for the one in force.", "gauge")
    line("mode", ["mode": status.mode.description], "1", &text)
    gauge("epoch", "How often the mode has changed.", "\(status.epoch)", &text)
    text += header("authority", "Whether a side answers what nothing else decides.", "gauge")
    for side in Side.allCases {
      line("authority", ["side": side.rawValue], side == status.authority ? "1" : "0", &text)
    }
    gauge(
      "frozen", "Whether v5 may not become the authority.", status.freeze == nil ? "0" : "1", &text)
    gauge(
      "contested_blocks", "Blocks about which the engines disagree.", "\(status.contestedBlocks)",
      &text)
    gauge("builds", "Payload ids that callers may ask for.", "\(status.builds.count)", &text)
    gauge("way_back_open", "Whether v4 could answer now.", WayBack(state).isOpen ? "1" : "0", &text)
  }

  private static func sides(_ status: CompatStatus, _ text: inout String) {
    let families: [(String, String, (CompatStatus.SideStatus) -> Int)] = [
      ("engine_up", "Whether a side's engine answers.", { $0.isOffline ? 0 : 1 }),
      ("engine_behind", "Whether a side may not be the authority.", { $0.behind == nil ? 0 : 1 }),
      (
        "engine_wrong_chain", "Whether a side's engine is on another chain.",
        { $0.wrongChain == nil ? 0 : 1 }
      ),
      ("lane_depth", "Operations that wait for a side's engine.", { $0.laneWaiting }),
      ("lane_in_flight", "Operations that an engine was given.", { $0.laneInFlight }),
      ("lane_bytes", "Bytes that wait for a side's engine.", { $0.laneBytes }),
      ("catch_up_done", "Blocks that a catch-up has done.", { catchUp($0).done }),
      ("catch_up_total", "Blocks that a catch-up has to do.", { catchUp($0).total }),
    ]
    for (name, help, value) in families {
      text += header(name, help, "gauge")
      for side in status.sides {
        line(name, ["side": side.side.rawValue], "\(value(side))", &text)
      }
    }
  }

  private static func catchUp(_ side: CompatStatus.SideStatus) -> (done: Int, total: Int) {
    switch side.catchUp {
    case .running(_, let done, let total, _)?: (done, total)
    case .level(_, let imported)?: (imported, imported)
    case .failed?, nil: (0, 0)
    }
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
    let fellBehind = PerSide { side in
      Dictionary(uniqueKeysWithValues: metrics.fellBehind[side].map { ($0.key.rawValue, $0.value) })
    }
    let families = [
      ("fell_behind_total", "Times a side fell behind.", "reason", fellBehind),
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

  private static func gauge(
    _ name: String, _ help: String, _ value: String, _ text: inout String
  ) {
    text += header(name, help, "gauge")
    line(name, [:], value, &text)
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
