import Glibc

/// The always-valid confidence sequence of a success rate: Robbins' beta-binomial mixture, exact.
///
/// A rate p belongs to it while ln B(½+k, ½+n−k) − ln B(½, ½) − k ln p − (n−k) ln(1−p) < ln(1/α).
/// Over all looks, however many, the true rate is left out with a probability of at most α, provided
/// that it is constant and the requests are independent. With no failure, the failure rate at
/// α = .05 is certified to be below
///
/// | 5 % | 2 % | 1 % | .5 % |
/// |--|--|--|--|
/// | from 116 requests | 320 | 680 | 1,438 |
public struct ConfidenceSequence: Sendable, Hashable {
  public let counts: SuccessCounts
  private let requests: Double
  private let successes: Double
  private let failures: Double
  /// The logarithm of the mixture over the largest likelihood; never above 0.
  private let offset: Double

  public init(_ counts: SuccessCounts) {
    self.counts = counts
    requests = Double(counts.requests)
    successes = Double(counts.successes)
    failures = Double(counts.failures)
    offset =
      counts.requests == 0
      ? 0
      : 0.5 * log(2 / (.pi * requests)) + Remainder.half(counts.successes)
        + Remainder.half(counts.failures) - Remainder.whole(counts.requests)
  }

  /// The logarithm of the evidence against a rate; infinite where the rate is impossible.
  public func logEvidence(against rate: Double) -> Double {
    guard rate >= 0, rate <= 1 else { return .infinity }
    if rate == 0, successes > 0 { return .infinity }
    if rate == 1, failures > 0 { return .infinity }
    // Around k − np instead of with ln p, so that nothing cancels near the observed rate.
    let excess = successes.addingProduct(-requests, rate)
    var divergence = 0.0
    if successes > 0 { divergence += successes * log1p(excess / (requests * rate)) }
    if failures > 0 { divergence += failures * log1p(-excess / (requests * (1 - rate))) }
    return divergence + offset
  }

  /// Whether a rate belongs to the sequence at this look.
  public func contains(_ rate: Double, alpha: Double) -> Bool {
    logEvidence(against: rate) < -log(alpha)
  }

  /// The ends of the sequence at this look, by bisection, rounded outward.
  public func interval(alpha: Double) -> Interval {
    guard let observed = counts.rate else { return Interval(lower: 0, upper: 1) }
    let threshold = -log(alpha)
    return Interval(
      lower: counts.successes == 0 ? 0 : end(from: observed, toward: 0, threshold),
      upper: counts.failures == 0 ? 1 : end(from: observed, toward: 1, threshold))
  }

  /// The rate nearest to the observed one that is left out, on one side of it.
  private func end(from observed: Double, toward limit: Double, _ threshold: Double) -> Double {
    var within = observed
    var beyond = limit
    while true {
      let middle = (within + beyond) / 2
      guard middle != within, middle != beyond else { return beyond }
      if logEvidence(against: middle) < threshold { within = middle } else { beyond = middle }
    }
  }
}
