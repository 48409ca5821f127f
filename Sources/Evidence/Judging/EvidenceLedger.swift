import ABTesting

/// Everything that the judge knows from the windows so far.
struct EvidenceLedger: Codable, Sendable, Hashable {
  private(set) var windows = 0
  /// The seconds that the windows cover together.
  private(set) var time = 0.0
  private(set) var failures4 = EventCounts()
  private(set) var failures5 = EventCounts()
  private(set) var deadlines4 = EventCounts()
  private(set) var deadlines5 = EventCounts()
  private(set) var mismatches = EventCounts()
  private(set) var pairs = PairedCounts()
  private(set) var critical = 0
  private(set) var coverage = CoverageCounts()

  private(set) var errors = TwoSampleTest(.rare)
  private(set) var pairedErrors = PairedTest()
  private(set) var serviceLevel = OneSampleTest()
  private(set) var mismatch = OneSampleTest()
  private(set) var deadline = TwoSampleTest(.rare)
  private(set) var deadlineLevel = OneSampleTest()
  private(set) var latencyP50 = LatencyTest(quantile: 0.5, prior: .beyondP50)
  private(set) var latencyP99 = LatencyTest(quantile: 0.99, prior: .beyondP99)
  private(set) var sampleRatio = SampleRatioTest()

  private(set) var recentFailures = RecentCounts()
  /// v4's column: the pairs lost by v4 alone; v5's: those lost by v5 alone.
  private(set) var recentPairs = RecentCounts()
  private(set) var recentMismatches = RecentCounts()
  private(set) var recentDeadlines = RecentCounts()
  private(set) var recentP50 = RecentCounts()
  private(set) var recentP99 = RecentCounts()
  private(set) var recentLosses = RecentCounts()
  private(set) var recentLatencies = RecentLatencies()

  /// The calls that v5 has missed since it was heard, and the seconds since the first of them.
  private(set) var v5Silence = 0.0
  private(set) var v5Missed = 0
  /// The seconds since either arm was heard.
  private(set) var idle = 0.0
  private var lastLostPair = 0.0

  /// Takes in a window.
  mutating func add(_ window: EvidenceWindow, rules: EvidenceRules) {
    windows = windows.saturatingAdd(1)
    time += window.seconds
    coverage.merge(window.coverage)
    addFailures(window, rules)
    addPairs(window, rules)
    addComparisons(window, rules)
    addDeadlines(window, rules)
    addLatencies(window, rules)
    addSilence(window)
    sampleRatio.add(window)
  }

  /// Begins counting silence anew.
  mutating func forgetSilence() { (v5Silence, v5Missed, idle) = (0, 0, 0) }

  private mutating func addFailures(_ window: EvidenceWindow, _ rules: EvidenceRules) {
    let (v4, v5) = (window.failures(.v4), window.failures(.v5))
    errors.add(v4: v4, v5: v5)
    serviceLevel.add(v5, budget: rules.errorBudget)
    recentFailures.add(v4: v4, v5: v5, at: time)
    failures4.merge(v4)
    failures5.merge(v5)
  }

  private mutating func addPairs(_ window: EvidenceWindow, _ rules: EvidenceRules) {
    let (lost4, lost5) = (max(0, window.pairs.onlyV4Failed), max(0, window.pairs.onlyV5Failed))
    if lost5 > 0 {
      lastLostPair = time
    } else if time - lastLostPair >= rules.coolDown {
      pairedErrors.restartWealth()
    }
    pairedErrors.add(onlyV4Failed: lost4, onlyV5Failed: lost5)
    let count = window.pairs.pairs
    recentPairs.add(
      v4: EventCounts(trials: count, events: lost4), v5: EventCounts(trials: count, events: lost5),
      at: time)
    pairs.merge(window.pairs)
  }

  private mutating func addComparisons(_ window: EvidenceWindow, _ rules: EvidenceRules) {
    let counts = window.mismatches
    mismatch.add(counts, budget: rules.mismatchBudget)
    recentMismatches.add(v5: counts, at: time)
    recentLosses.add(v5: window.lostComparisons, at: time)
    mismatches.merge(counts)
    critical = critical.saturatingAdd(max(0, window.comparisons[.critical] ?? 0))
  }

  private mutating func addDeadlines(_ window: EvidenceWindow, _ rules: EvidenceRules) {
    let (v4, v5) = (window.deadlineMisses(.v4), window.deadlineMisses(.v5))
    deadline.add(v4: v4, v5: v5)
    deadlineLevel.add(v5, budget: rules.errorBudget)
    recentDeadlines.add(v4: v4, v5: v5, at: time)
    deadlines4.merge(v4)
    deadlines5.merge(v5)
  }

  private mutating func addLatencies(_ window: EvidenceWindow, _ rules: EvidenceRules) {
    let slack = Int(min(max(0, rules.latencySlack), 100) * 1_000_000)
    let median = latencyP50.add(window, ratio: rules.latencyRatioP50, slackMicroseconds: slack)
    recentP50.add(v4: median.v4, v5: median.v5, at: time)
    let tail = latencyP99.add(window, ratio: rules.latencyRatioP99, slackMicroseconds: slack)
    recentP99.add(v4: tail.v4, v5: tail.v5, at: time)
    recentLatencies.add(window, at: time)
  }

  private mutating func addSilence(_ window: EvidenceWindow) {
    let (v4, v5) = (window.failures(.v4).trials, window.failures(.v5).trials)
    idle = v4 == 0 && v5 == 0 ? idle + window.seconds : 0
    if v5 > 0 { return (v5Silence, v5Missed) = (0, 0) }
    if v4 > 0 { v5Missed = v5Missed.saturatingAdd(max(0, window.expectedV5Calls)) }
    if v5Missed > 0 { v5Silence += window.seconds }
  }
}
