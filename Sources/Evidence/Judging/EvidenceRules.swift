/// By what rules windows are judged; a rule that is left out in a file has its default.
///
/// Shares are 0 … 1, times are seconds.
public struct EvidenceRules: Codable, Sendable, Hashable {
  /// What each detector may do, where it is not `standardEnforcement`.
  public var enforcement: [DetectorName: Enforcement] = [:]
  /// The W at which a detector fires: on average as many healthy windows pass before a false alarm.
  public var rollbackWealth = 1e6
  /// The W at which a detector warns and holds an advance back.
  public var warnWealth = 1e3
  /// How long a warning has to be over before an advance.
  public var coolDown = 900.0
  /// δ_min: by how much v5 has to be worse over five minutes before anything fires.
  public var minimumEffect = 0.005
  /// The share of v5's exchanges that may fail, and of deadlines it may miss.
  public var errorBudget = 0.005
  /// The share of comparisons that may differ.
  public var mismatchBudget = 0.001
  /// By how much v5's failure rate may at most exceed v4's for an advance, below a half on v5.
  public var margin = 0.01
  /// The same from a half on v5.
  public var marginFromHalf = 0.005
  /// What v5's failure rate may at most be for an advance.
  public var failureCeiling = 0.01
  /// What the mismatch rate may at most be for an advance.
  public var mismatchCeiling = 0.01
  /// How many times v4's median v5's may be.
  public var latencyRatioP50 = 1.25
  /// How many times v4's 99th percentile v5's may be.
  public var latencyRatioP99 = 1.5
  /// The difference in latency that is always allowed.
  public var latencySlack = 0.005
  /// By how much more of v5's exchanges than of v4's may at most be beyond the median's threshold.
  public var latencyMarginP50 = 0.05
  /// By how much more of v5's exchanges than of v4's may at most be beyond the 99th percentile's.
  public var latencyMarginP99 = 0.01
  /// The error probabilities of the bounds for advancing.
  public var errorAlpha = 0.01
  public var serviceLevelAlpha = 0.01
  public var mismatchAlpha = 0.01
  public var latencyAlpha = 0.01
  public var slotSeconds = 12.0
  /// The slots without a word after which an arm is silent.
  public var silentSlots = 3.0
  /// The calls that v5 has to have been expected to answer before it is silent.
  public var silentCalls = 20.0
  /// The share of comparisons that may be lost.
  public var lostComparisons = 0.05
  /// v5's failures in a row at which the breaker trips.
  public var consecutiveFailures = 5
  public var window = WindowLimits()

  enum CodingKeys: String, CodingKey {
    case enforcement, rollbackWealth, warnWealth, coolDown, minimumEffect, errorBudget
    case mismatchBudget, margin, marginFromHalf, failureCeiling, mismatchCeiling, latencyRatioP50
    case latencyRatioP99, latencySlack, latencyMarginP50, latencyMarginP99, errorAlpha
    case serviceLevelAlpha, mismatchAlpha, latencyAlpha, slotSeconds, silentSlots, silentCalls
    case lostComparisons, consecutiveFailures, window
  }

  public init() {}

  /// What a detector may do where the rules do not say.
  public static func standardEnforcement(_ detector: DetectorName) -> Enforcement {
    switch detector {
    case .critical, .errors, .pairedErrors, .serviceLevel, .mismatch, .latencyP50, .latencyP99,
      .deadline, .silence:
      .rollback
    case .sampleRatio, .chainIdle, .completeness: .hold
    }
  }

  public func enforcement(of detector: DetectorName) -> Enforcement {
    enforcement[detector] ?? Self.standardEnforcement(detector)
  }

  /// The margin for an advance at a share of v5 in basis points.
  func margin(share: Int) -> Double { share >= 5_000 ? marginFromHalf : margin }

  /// Everything that is wrong with the rules.
  public func problems() -> [EvidenceError] {
    let unit: [(String, Double)] = [
      ("minimumEffect", minimumEffect), ("margin", margin), ("marginFromHalf", marginFromHalf),
      ("failureCeiling", failureCeiling), ("mismatchCeiling", mismatchCeiling),
      ("latencyMarginP50", latencyMarginP50), ("latencyMarginP99", latencyMarginP99),
      ("lostComparisons", lostComparisons),
    ]
    let budgets = [("errorBudget", errorBudget), ("mismatchBudget", mismatchBudget)]
    let alphas = [
      ("errorAlpha", errorAlpha), ("serviceLevelAlpha", serviceLevelAlpha),
      ("mismatchAlpha", mismatchAlpha), ("latencyAlpha", latencyAlpha),
    ]
    let ratios = [("latencyRatioP50", latencyRatioP50), ("latencyRatioP99", latencyRatioP99)]
    let times = [
      ("slotSeconds", slotSeconds), ("silentSlots", silentSlots), ("silentCalls", silentCalls),
      ("window.seconds", window.seconds), ("window.longestGap", window.longestGap),
      ("window.calls", Double(window.calls)), ("consecutiveFailures", Double(consecutiveFailures)),
    ]
    let whole = [("coolDown", coolDown), ("latencySlack", latencySlack)]
    let wealth = [("rollbackWealth", rollbackWealth), ("warnWealth", warnWealth)]
    var problems: [EvidenceError] = []
    for (rules, lowest, highest) in [
      (unit, 0, 1), (budgets, 1e-6, 0.5), (alphas, 1e-9, 0.5), (ratios, 1, 1000),
      (times, 0.1, 1e6), (whole, 0, 1e6), (wealth, 1, 1e15),
    ] {
      for (rule, actual) in rules where !(lowest...highest).contains(actual) {
        problems.append(
          .outOfRange(rule: rule, actual: actual, lowest: lowest, highest: highest))
      }
    }
    if rollbackWealth <= warnWealth {
      problems.append(.thresholdsReversed(warn: warnWealth, rollback: rollbackWealth))
    }
    return problems
  }
}
