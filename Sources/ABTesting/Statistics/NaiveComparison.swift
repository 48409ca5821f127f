import Glibc

/// The z-test of two proportions, shown for comparison.
///
/// Its figures hold for one look at a number of requests fixed beforehand. Looked at again and
/// again it rejects far more often than it says; nothing here decides by it.
public struct NaiveComparison: Sendable, Hashable {
  /// The standardised difference in success rate, v5 less v4, with the pooled variance.
  public let z: Double
  /// The two-sided p-value of a single look.
  public let pValue: Double
  /// Wald's interval at 95 % for the difference, for a single look.
  public let interval: Interval

  private static let quantile = 1.959_963_984_540_054

  /// Compares the arms; nil while one of them has no request.
  public init?(v4: SuccessCounts, v5: SuccessCounts) {
    guard let control = v4.rate, let treatment = v5.rate else { return nil }
    let (n4, n5) = (Double(v4.requests), Double(v5.requests))
    let difference = treatment - control
    let pooled = Double(v4.successes + v5.successes) / (n4 + n5)
    let error = (pooled * (1 - pooled) * (1 / n4 + 1 / n5)).squareRoot()
    z = error == 0 ? 0 : difference / error
    pValue = erfc(abs(z) / 2.0.squareRoot())
    let spread =
      (control * (1 - control) / n4 + treatment * (1 - treatment) / n5).squareRoot()
    interval = Interval(
      lower: difference - Self.quantile * spread, upper: difference + Self.quantile * spread)
  }
}
