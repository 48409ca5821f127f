import Evidence

/// How the evidence is weighed.
struct EvidenceSection: PlanSection {
  var rules: EvidenceRules

  /// What each detector may do, as the rules keep it: only where it is not the standard.
  struct Detectors: PlanSection {
    var rules: EvidenceRules

    static func fields(for section: Detectors) -> [PlanField<Detectors>] {
      DetectorName.allCases.map { detector in
        .converted(
          detector.rawValue, meaning(detector), get: { $0.rules.enforcement(of: detector) },
          set: { section, enforcement in
            let isStandard = enforcement == EvidenceRules.standardEnforcement(detector)
            section.rules.enforcement[detector] = isStandard ? nil : enforcement
          })
      }
    }

    private static func meaning(_ detector: DetectorName) -> String {
      switch detector {
      case .critical: "v4 and v5 disagree about a block"
      case .errors: "v5 fails more often than v4"
      case .pairedErrors: "of the exchanges that one side alone failed, v5 failed more"
      case .serviceLevel: "v5 fails more often than errorRate"
      case .mismatch: "answers differ more often than mismatchRate"
      case .latencyP50: "v5's median is above latencyRatioP50 times v4's"
      case .latencyP99: "v5's 99th percentile is above latencyRatioP99 times v4's"
      case .deadline: "v5 misses deadlines"
      case .sampleRatio: "units do not arrive in the designed ratio"
      case .silence: "v5 is silent while v4 speaks"
      case .chainIdle: "neither side says anything"
      case .completeness: "too many comparisons were lost"
      }
    }
  }

  private var detectors: Detectors {
    get { Detectors(rules: rules) }
    set { rules = newValue.rules }
  }

  static func fields(for section: EvidenceSection) -> [PlanField<EvidenceSection>] {
    [
      .value(
        "rollbackAt", \.rules.rollbackWealth,
        "the W at which a detector fires: the healthy windows to a false alarm on average"),
      .value("warnAt", \.rules.warnWealth, "the W at which it warns, which stops advancing"),
      .seconds(
        "coolDown", \.rules.coolDown, "how long a warning has to be over before an advance"),
      .rate("errorAlpha", \.rules.errorAlpha, "error probability of the bound on failures"),
      .rate(
        "serviceLevelAlpha", \.rules.serviceLevelAlpha,
        "error probability of the bound on v5's own failures"),
      .rate(
        "mismatchAlpha", \.rules.mismatchAlpha, "error probability of the bound on mismatches"),
      .rate("latencyAlpha", \.rules.latencyAlpha, "error probability of the bounds on latency"),
      .seconds("slot", \.rules.slotSeconds, "the length of a slot"),
      .value("silentSlots", \.rules.silentSlots, "slots without a word that make a side silent"),
      .value(
        "silentCalls", \.rules.silentCalls,
        "and the calls that v5 must have been expected to answer"),
      .rate(
        "lostComparisons", \.rules.lostComparisons, "the share of comparisons that may be lost"),
      .seconds("windowTime", \.rules.window.seconds, "the age at which a window closes"),
      .value(
        "windowCalls", \.rules.window.calls,
        "the calls at which it closes once both sides are in it"),
      .seconds(
        "longestGap", \.rules.window.longestGap,
        "a longer time between two looks at the clock discards the window"),
      .section("detectors", \.detectors, "what each detector may do: off, warn, hold or rollback"),
    ]
  }
}

extension Enforcement: PlanValue {}
