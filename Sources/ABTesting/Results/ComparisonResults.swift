/// How the arms' success rates compare, in figures that hold at every look.
public struct ComparisonResults: Sendable, Hashable {
  /// The observed difference in success rate, v5 less v4, or nil while an arm has no request.
  public let difference: Double?
  /// The always-valid interval of the difference, at `TestResults.confidence`.
  public let differenceInterval: Interval
  /// The always-valid p-value of v5 failing no more often than v4: small where v5 is worse.
  public let pWorse: Double
  /// The always-valid p-value of v5 failing no less often than v4: small where v5 is better.
  public let pBetter: Double
  /// The always-valid p-value of both arms failing equally often.
  public let pDifferent: Double
  /// The windows that the p-values rest on; a window closes at 20 requests or 12 seconds.
  public let windows: Int

  init(_ snapshot: TestSnapshot, alpha: Double) {
    let sequence = DifferenceSequence(v4: snapshot.v4.counts, v5: snapshot.v5.counts)
    difference = sequence.estimate
    differenceInterval = sequence.interval(alpha: alpha)
    pWorse = snapshot.comparison.pWorse
    pBetter = snapshot.comparison.pBetter
    pDifferent = snapshot.comparison.pDifferent
    windows = snapshot.comparison.windows
  }
}
