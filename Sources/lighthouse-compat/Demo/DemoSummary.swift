import DevChain
import EngineRPC
import LighthouseCompatibility

/// What a demo came to.
struct DemoSummary {
  let counts: SlotCounts
  let misses: [MissedSlot]
  let metrics: CompatMetrics.Snapshot
  let heads: PerSide<String?>
  let seconds: Double

  var headsAreEqual: Bool { heads.v4 != nil && heads.v4 == heads.v5 }

  /// Whether the chain ran as it should: nothing missed, nothing different, one head.
  var isGood: Bool { counts.missed == 0 && metrics.mismatches == 0 && headsAreEqual }

  var json: JSONValue {
    let verdicts = Verdict.allCases.map { verdict in
      JSONObject.Member(
        name: verdict.rawValue, value: .number(String(metrics.total(verdict))))
    }
    return [
      "slots": .number(String(counts.slots)), "missedSlots": .number(String(counts.missed)),
      "blocks": .number(String(counts.blocks)),
      "operationsCompared": .number(String(metrics.operationsCompared)),
      "mismatches": .number(String(metrics.mismatches)),
      "verdicts": .object(JSONObject(verdicts)),
      "latencyMicroseconds": ["v4": latency(.v4), "v5": latency(.v5)],
      "heads": [
        "v4": heads.v4.map { .string($0) } ?? .null, "v5": heads.v5.map { .string($0) } ?? .null,
      ],
      "headsEqual": .bool(headsAreEqual), "seconds": .number(String(seconds)),
      "ok": .bool(isGood),
    ]
  }

  var lines: [String] {
    let verdicts = Verdict.allCases.filter { metrics.total($0) > 0 }
      .map { "\($0.rawValue) \(metrics.total($0))" }
    var lines = [
      "slots:      \(counts.slots) run, \(counts.missed) missed",
      "compared:   \(metrics.operationsCompared) operations, \(metrics.mismatches) mismatches"
        + " (\(verdicts.joined(separator: ", ")))",
      "latency v4: " + latencyText(.v4), "latency v5: " + latencyText(.v5),
      "head v4:    \(heads.v4 ?? "unknown")", "head v5:    \(heads.v5 ?? "unknown")",
      headsAreEqual ? "The heads are equal." : "THE HEADS DIFFER.",
    ]
    lines += misses.map { "missed slot \($0.slot) at \($0.step): \($0.reason)" }
    lines += metrics.recentDifferences
    return lines
  }

  private static let operations = [
    "engine_forkchoiceUpdated", "engine_getPayload", "engine_newPayload",
  ]

  private func latency(_ side: Side) -> JSONValue {
    .object(
      JSONObject(
        Self.operations.map { operation in
          let histogram = metrics.times[operation]?[side] ?? LatencyHistogram()
          return JSONObject.Member(
            name: operation,
            value: [
              "p50": .number(String(histogram.quantile(0.5) / 1000)),
              "p99": .number(String(histogram.quantile(0.99) / 1000)),
            ])
        }))
  }

  private func latencyText(_ side: Side) -> String {
    Self.operations.map { operation in
      let histogram = metrics.times[operation]?[side] ?? LatencyHistogram()
      let name = operation.replacing("engine_", with: "")
      let p50 = milliseconds(histogram.quantile(0.5))
      return "\(name) \(p50)/\(milliseconds(histogram.quantile(0.99))) ms"
    }.joined(separator: ", ") + " (p50/p99)"
  }

  private func milliseconds(_ nanoseconds: Int64) -> String {
    let hundredths = nanoseconds / 10_000
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
