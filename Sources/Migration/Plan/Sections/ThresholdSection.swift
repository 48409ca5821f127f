import Evidence

/// The part of the evidence's rules that the ticket calls thresholds.
struct ThresholdSection: PlanSection {
  var rules: EvidenceRules

  static func fields(for section: ThresholdSection) -> [PlanField<ThresholdSection>] {
    [
      .rate("errorRate", \.rules.errorBudget, "the share of v5's exchanges that may fail"),
      .rate("mismatchRate", \.rules.mismatchBudget, "the share of comparisons that may differ"),
      .value(
        "latencyRatioP50", \.rules.latencyRatioP50, "how many times v4's median v5's may be"),
      .value(
        "latencyRatioP99", \.rules.latencyRatioP99,
        "how many times v4's 99th percentile v5's may be"),
      .seconds("latencySlack", \.rules.latencySlack, "a difference that is always allowed"),
      .value(
        "consecutiveFailures", \.rules.consecutiveFailures,
        "failures of v5 in a row that roll back at once"),
      .rate(
        "minimumEffect", \.rules.minimumEffect,
        "by how many points v5 has to be worse over five minutes before anything rolls back"),
    ]
  }
}
