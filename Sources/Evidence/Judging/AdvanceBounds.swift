import ABTesting
import Glibc

/// How much more frequent an event can at most be on v5: the bound an advance needs.
///
/// Valid at every look, with half of α for each arm.
struct AdvanceBounds {
  /// To what fraction of itself a bound is found; it is rounded away from what was observed.
  private static let precision = 1e-4

  let deltaUpper: Double
  let hasData: Bool

  init(v4: EventCounts, v5: EventCounts, alpha: Double) {
    hasData = v4.trials > 0 && v5.trials > 0
    deltaUpper = Self.upper(v5, alpha: alpha / 2) - Self.lower(v4, alpha: alpha / 2)
  }

  /// The upper bound of an event's rate.
  static func upper(_ counts: EventCounts, alpha: Double) -> Double {
    guard let rate = counts.rate, counts.others > 0 else { return 1 }
    return end(counts, from: rate, toward: 1, alpha)
  }

  /// The lower bound of an event's rate.
  static func lower(_ counts: EventCounts, alpha: Double) -> Double {
    guard let rate = counts.rate, counts.events > 0 else { return 0 }
    return end(counts, from: rate, toward: 0, alpha)
  }

  /// Of `ConfidenceSequence` one end instead of both, and not to the last bit: a window closes up to
  /// several times a second.
  private static func end(
    _ counts: EventCounts, from observed: Double, toward limit: Double, _ alpha: Double
  ) -> Double {
    let sequence = ConfidenceSequence(
      SuccessCounts(requests: counts.trials, successes: counts.events))
    let threshold = -log(alpha)
    var (within, beyond) = (observed, limit)
    while abs(beyond - within) > precision * beyond {
      let middle = (within + beyond) / 2
      guard middle != within, middle != beyond else { return beyond }
      if sequence.logEvidence(against: middle) < threshold {
        within = middle
      } else {
        beyond = middle
      }
    }
    return beyond
  }
}
