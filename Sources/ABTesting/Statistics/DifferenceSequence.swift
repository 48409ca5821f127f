/// The always-valid confidence sequence of the difference in success rate, v5 less v4.
///
/// It spans from L5 − U4 to U5 − L4, with half of α for each arm, so both arms hold together with a
/// probability of at least 1 − α at every look.
public struct DifferenceSequence: Sendable, Hashable {
  public let v4: ConfidenceSequence
  public let v5: ConfidenceSequence

  public init(v4: SuccessCounts, v5: SuccessCounts) {
    self.v4 = ConfidenceSequence(v4)
    self.v5 = ConfidenceSequence(v5)
  }

  /// The observed difference, or nil while an arm has no request.
  public var estimate: Double? {
    guard let v4 = v4.counts.rate, let v5 = v5.counts.rate else { return nil }
    return v5 - v4
  }

  /// The ends of the sequence at this look, within −1 … 1.
  public func interval(alpha: Double) -> Interval {
    let control = v4.interval(alpha: alpha / 2)
    let treatment = v5.interval(alpha: alpha / 2)
    return Interval(
      lower: treatment.lower - control.upper, upper: treatment.upper - control.lower)
  }

  /// Whether `interval` holds the difference between two rates, without bisection in most cases.
  ///
  /// A rate that belongs to its arm lies between the arm's ends, so two that belong to theirs have
  /// a difference within the interval; only otherwise the ends have to be found.
  public func containsDifference(v4 control: Double, v5 treatment: Double, alpha: Double) -> Bool {
    if v4.contains(control, alpha: alpha / 2), v5.contains(treatment, alpha: alpha / 2) {
      return true
    }
    return interval(alpha: alpha).contains(treatment - control)
  }
}
