/// What a test has shown so far; it may be looked at as often as one likes.
///
/// The intervals take requests as independent and an arm's rate as constant; the p-values of the
/// comparison hold where the rate drifts and where the share changes.
public struct TestResults: Sendable, Hashable {
  /// The confidence of every always-valid interval.
  public static let confidence = 0.95
  /// The always-valid p-value below which a difference is significant.
  public static let alpha = 0.05

  public let test: ABTest
  public let phase: ABTestPhase
  public let v4: ArmResults
  public let v5: ArmResults
  public let comparison: ComparisonResults
  /// The z-test, which is not valid when looked at more than once; nil while an arm is empty.
  public let naive: NaiveComparison?
  public let sampleRatio: SampleRatioResults
  /// The outcomes of requests that were not split, which count in no statistic.
  public let excludedResults: Int

  /// Whether the arms' success rates differ, by the always-valid comparison on a sound sample.
  public var isSignificant: Bool {
    comparison.pDifferent < Self.alpha && !sampleRatio.isAlarm
  }

  init(_ snapshot: TestSnapshot) {
    test = snapshot.test
    phase = snapshot.phase
    v4 = ArmResults(snapshot.v4, alpha: Self.alpha)
    v5 = ArmResults(snapshot.v5, alpha: Self.alpha)
    comparison = ComparisonResults(snapshot, alpha: Self.alpha)
    naive = NaiveComparison(v4: snapshot.v4.counts, v5: snapshot.v5.counts)
    sampleRatio = SampleRatioResults(snapshot)
    excludedResults = snapshot.excluded
  }
}
