/// Whether v5's p-quantile is more than r times v4's: a two-sample test of being slower than a
/// threshold, which is v4's quantile in the windows before.
///
/// Thresholds are kept by method, and in a window a method counts where both arms have it, so that
/// another mixture of methods on one arm is not taken for slowness.
struct LatencyTest: Codable, Sendable, Hashable {
  /// The latencies of one method from which on half of them are forgotten.
  private static let memory = 20_000

  let quantile: Double
  private(set) var test: TwoSampleTest
  /// Both arms' exchanges since the beginning, and those beyond their thresholds.
  private(set) var v4 = EventCounts()
  private(set) var v5 = EventCounts()
  private var reference: [SampledMethod: LatencyHistogram] = [:]

  init(quantile: Double, prior: TwoSampleTest.Prior) {
    self.quantile = quantile
    test = TwoSampleTest(prior)
  }

  /// The latencies of v4 that a threshold is taken from, at least; fewer do not have the quantile.
  private var minimum: Double { max(20, 1 / max(1 - quantile, 0.001)) }

  /// Takes in a window; what it has of each arm, and beyond the thresholds, is handed back.
  @discardableResult
  mutating func add(
    _ window: EvidenceWindow, ratio: Double, slackMicroseconds: Int
  ) -> (v4: EventCounts, v5: EventCounts) {
    var (slow4, slow5) = (EventCounts(), EventCounts())
    for method in SampledMethod.allCases {
      guard let control = window.v4[method]?.latency, control.count > 0 else { continue }
      if let treatment = window.v5[method]?.latency, treatment.count > 0,
        let known = reference[method], Double(known.count) >= minimum,
        let threshold = known.quantile(quantile)
      {
        let raised = LatencyHistogram.bucket(ratio, times: threshold, slack: slackMicroseconds)
        slow4.merge(
          EventCounts(trials: control.count, events: control.countAbove(threshold)))
        slow5.merge(EventCounts(trials: treatment.count, events: treatment.countAbove(raised)))
      }
      reference[method, default: LatencyHistogram()].merge(control)
      if reference[method, default: LatencyHistogram()].count > Self.memory {
        reference[method]?.halve()
      }
    }
    test.add(v4: slow4, v5: slow5)
    v4.merge(slow4)
    v5.merge(slow5)
    return (slow4, slow5)
  }
}
