/// What all simulated tests of one truth came to.
struct Outcome {
  let truth: Truth
  let tests: Int
  /// The tests in which the always-valid interval held the true difference at every look.
  private(set) var covered = 0
  /// The tests in which the naive interval held it at every look.
  private(set) var naiveCovered = 0
  /// The tests in which the always-valid comparison called the arms different.
  private(set) var decided = 0
  /// The tests in which the z-test called them different at some look.
  private(set) var naiveEverRejected = 0
  /// The tests in which the z-test called them different at the last look.
  private(set) var naiveRejectedAtEnd = 0
  /// The tests whose sample ratio alarmed, though nothing was wrong with it.
  private(set) var sampleRatioAlarms = 0
  private var toDecision: [Int] = []

  init(_ truth: Truth, tests: Int) {
    self.truth = truth
    self.tests = tests
  }

  var coverage: Double { share(covered) }

  /// The median of the requests that a decision took, in the tests that came to one.
  var medianToDecision: Int? {
    toDecision.isEmpty ? nil : toDecision.sorted()[toDecision.count / 2]
  }

  /// What does not hold that has to.
  var faults: [String] {
    var faults: [String] = []
    if coverage < 0.95 { faults.append("\(truth): the interval covers less than 95 %") }
    if truth.isNull, share(decided) > 0.05 {
      faults.append("\(truth): the always-valid comparison alarms in more than 5 %")
    }
    return faults
  }

  func share(_ count: Int) -> Double { Double(count) / Double(tests) }

  mutating func add(_ test: Judgement) {
    if test.isCovered { covered += 1 }
    if test.isNaiveCovered { naiveCovered += 1 }
    if test.naiveEverRejected { naiveEverRejected += 1 }
    if test.naiveRejectedAtEnd { naiveRejectedAtEnd += 1 }
    if test.hasSampleRatioAlarm { sampleRatioAlarms += 1 }
    guard let requests = test.requestsToDecision else { return }
    decided += 1
    toDecision.append(requests)
  }
}
