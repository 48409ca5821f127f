/// The margins of a stage's evidence: upper bounds that are valid at every look, shares of 0 … 1.
public struct StageGates: Codable, Hashable, Sendable {
  /// By how much v5's failure rate may exceed v4's.
  public var errorMargin: Double
  /// What v5's failure rate may be.
  public var failureCeiling = 0.01
  /// What the mismatch rate may be.
  public var mismatchCeiling = 0.01
  /// How many more of v5's answers than of v4's may be slower than v4's median allows.
  public var latencyMarginP50 = 0.05
  /// The same for v4's 99th percentile.
  public var latencyMarginP99 = 0.01

  /// Creates the gates of a share: 1 point below a half on v5, half a point from there on.
  public init(share: PlannedShare = .none) {
    errorMargin = share < .percent(50) ? 0.01 : 0.005
  }
}

extension StageGates: PlanSection {
  static func fields(for section: StageGates) -> [PlanField<StageGates>] {
    [
      .rate(
        "errorMargin", \.errorMargin,
        "by how many points v5's failure rate may at most exceed v4's"),
      .rate("failureCeiling", \.failureCeiling, "what v5's failure rate may at most be"),
      .rate("mismatchCeiling", \.mismatchCeiling, "what the mismatch rate may at most be"),
      .rate(
        "latencyMarginP50", \.latencyMarginP50,
        "how many more of v5's answers than of v4's may be slower than latencyRatioP50 allows"),
      .rate(
        "latencyMarginP99", \.latencyMarginP99,
        "how many more of v5's answers than of v4's may be slower than latencyRatioP99 allows"),
    ]
  }
}
