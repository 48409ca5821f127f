import EngineRPC
import LighthouseCompatibility

/// What the page's charts draw of one second.
struct PagePoint: Sendable {
  /// Of one side, over the last minute.
  struct SidePoint: Sendable {
    /// In milliseconds; nil where the side answered nothing.
    var p50: Double?
    var p99: Double?
    /// 0 … 1; nil where the side was asked nothing.
    var errorRate: Double?

    var json: JSONValue {
      [
        "p50": .number(p50), "p99": .number(p99), "errorRate": .number(errorRate),
      ]
    }
  }

  /// In seconds since 1970.
  var time: Double
  /// The part of the blocks that v5 is to answer, 0 … 1.
  var share: Double
  var sides: PerSide<SidePoint>

  var json: JSONValue {
    [
      "time": .seconds(time), "share": .number(share), "v4": sides.v4.json, "v5": sides.v5.json,
    ]
  }
}

extension JSONValue {
  /// A number to four digits; null where there is none.
  fileprivate static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number("\((value * 10_000).rounded() / 10_000)")
  }
}

/// Makes points of totals that only grow: each of what was added within a minute.
struct PagePoints: Sendable {
  private struct Totals: Sendable {
    var times = PerSide { _ in LatencyHistogram() }
    var failures = PerSide { _ in 0 }
  }

  /// Seconds that a point looks back.
  private static let window = 60
  /// Points that are kept: a quarter of an hour.
  private static let limit = 900

  private var totals: [Totals] = []
  private(set) var all: [PagePoint] = []

  mutating func append(_ state: GatewayState, at time: Double) {
    let now = Self.totals(state.metrics)
    let before = totals.first ?? Totals()
    if totals.count == Self.window { totals.removeFirst() }
    totals.append(now)
    if all.count == Self.limit { all.removeFirst() }
    all.append(
      PagePoint(
        time: time, share: state.status.mode.v5Share,
        sides: PerSide { side in
          let times = now.times[side].subtracting(before.times[side])
          let failed = now.failures[side] - before.failures[side]
          let asked = times.count + failed
          return PagePoint.SidePoint(
            p50: times.milliseconds(0.5), p99: times.milliseconds(0.99),
            errorRate: asked == 0 ? nil : Double(failed) / Double(asked))
        }))
  }

  private static func totals(_ metrics: CompatMetrics.Snapshot) -> Totals {
    var totals = Totals()
    for side in Side.allCases {
      for times in metrics.times.values { totals.times[side].add(times[side]) }
      totals.failures[side] = metrics.failures[side].values.reduce(0, +)
    }
    return totals
  }
}

extension LatencyHistogram {
  fileprivate func milliseconds(_ fraction: Double) -> Double? {
    count == 0 ? nil : Double(quantile(fraction)) / 1e6
  }
}
