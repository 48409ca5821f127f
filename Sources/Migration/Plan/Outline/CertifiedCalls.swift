import ABTesting
import Glibc

/// The calls without a failure that certify a bound, at every look (deciding, section 5.7).
public enum CertifiedCalls {
  /// As many calls as are looked for.
  public static let limit = 1 << 40

  /// The fewest calls without a failure after which the failure rate is known to be at most
  /// `bound`; nil beyond `limit`, or where a number is not between 0 and 1.
  public static func needed(bound: Double, alpha: Double) -> Int? {
    guard bound > 0, alpha > 0, alpha < 1 else { return nil }
    guard bound < 1 else { return 0 }
    var high = 1
    while !certifies(high, bound, alpha) {
      guard high < limit else { return nil }
      high *= 2
    }
    var low = high / 2
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if certifies(middle, bound, alpha) { high = middle } else { low = middle }
    }
    return high
  }

  private static func certifies(_ calls: Int, _ bound: Double, _ alpha: Double) -> Bool {
    let sequence = ConfidenceSequence(SuccessCounts(requests: calls, successes: calls))
    return sequence.logEvidence(against: 1 - bound) >= -log(alpha)
  }
}
