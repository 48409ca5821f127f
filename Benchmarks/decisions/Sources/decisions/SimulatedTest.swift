import ABTesting

/// One A/B test, looked at after every request.
///
/// The requests go through a controller as those of a node would. What is judged at each look is
/// held beside it, in the types that the controller's results are made of, because results with
/// their bisections after each of 80 million requests would take hours. At four looks and at the end
/// the controller's results have to be the same to the last bit.
struct SimulatedTest {
  /// A controller whose results are not what was judged.
  struct Failure: Error {
    let truth: Truth
    let request: Int
  }

  /// The requests that each arm needs before the naive figures are looked at, in their favour.
  static let naiveFrom = 30

  private(set) var judgement = Judgement()

  private let truth: Truth
  private let controller: ABTestController
  private var v4 = SuccessCounts()
  private var v5 = SuccessCounts()
  private var comparison = SequentialComparison()

  private static let name = "simulated"

  init(_ truth: Truth, requests: Int, generator: Generator) throws {
    self.truth = truth
    var generator = generator
    controller = ABTestController(generator: generator) { 0 }
    try controller.createTest(
      ABTest(
        name: Self.name, v5Share: truth.share, start: 0, duration: .seconds(1), isSticky: false))
    // The draw of the arm and that of the outcome come from streams of their own.
    for _ in 0..<4 { _ = generator.next() }
    var outcomes = Generator(seed: generator.next(), truth: 0, test: 1)
    let stride = max(1, requests / 4)
    for request in 1...requests {
      try self.request(&outcomes)
      look(request)
      if request % stride == 0 || request == requests { try compare(request) }
    }
  }

  private mutating func request(_ outcomes: inout Generator) throws {
    let evaluation = controller.evaluate(Self.name, session: nil)
    let arm = evaluation.arm
    let success = outcomes.uniform() < (arm == .v5 ? truth.v5 : truth.v4)
    try controller.recordResult(
      Self.name, version: arm, success: success, latency: .milliseconds(3),
      reason: evaluation.reason)
    switch arm {
    case .v4: v4.record(success: success)
    case .v5: v5.record(success: success)
    }
    comparison.record(arm, success: success, at: 0)
  }

  private mutating func look(_ request: Int) {
    if judgement.isCovered {
      judgement.isCovered = DifferenceSequence(v4: v4, v5: v5)
        .containsDifference(v4: truth.v4, v5: truth.v5, alpha: TestResults.alpha)
    }
    if judgement.requestsToDecision == nil, comparison.pDifferent < TestResults.alpha {
      judgement.requestsToDecision = request
    }
    guard min(v4.requests, v5.requests) >= Self.naiveFrom,
      let naive = NaiveComparison(v4: v4, v5: v5)
    else { return }
    judgement.naiveRejectedAtEnd = naive.pValue < TestResults.alpha
    if judgement.naiveRejectedAtEnd { judgement.naiveEverRejected = true }
    if !naive.interval.contains(truth.difference) { judgement.isNaiveCovered = false }
  }

  /// Holds what is judged here against what the controller reports.
  private mutating func compare(_ request: Int) throws {
    let results = try controller.results(Self.name)
    let sequence = DifferenceSequence(v4: v4, v5: v5)
    let interval = sequence.interval(alpha: TestResults.alpha)
    let isWithin = sequence.containsDifference(
      v4: truth.v4, v5: truth.v5, alpha: TestResults.alpha)
    guard results.comparison.differenceInterval == interval,
      results.comparison.differenceInterval.contains(truth.difference) == isWithin,
      results.comparison.pDifferent == comparison.pDifferent,
      results.naive == NaiveComparison(v4: v4, v5: v5)
    else { throw Failure(truth: truth, request: request) }
    judgement.hasSampleRatioAlarm = results.sampleRatio.isAlarm
  }
}
