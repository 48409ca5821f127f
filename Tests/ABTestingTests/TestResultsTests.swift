@testable import ABTesting
import TestKit
import Testing

@Suite struct TestResultsTests {
  private let clock = ManualClock()

  private func controller(share: Int = 5_000) throws -> ABTestController {
    let controller = ABTestController { [clock] in clock.now }
    try controller.createTest(
      ABTest(name: "t", v5Share: share, start: 1_000, duration: .seconds(1_000)))
    return controller
  }

  private func record(
    _ controller: ABTestController, _ arm: Arm, _ requests: Int, failures: Int = 0,
    latency: Duration = .milliseconds(1)
  ) throws {
    for index in 0..<requests {
      try controller.recordResult(
        "t", version: arm, success: index >= failures, latency: latency, reason: .split)
    }
  }

  @Test func `a test without a request shows nothing and knows nothing`() throws {
    let results = try controller().results("t")
    for arm in [results.v4, results.v5] {
      #expect(arm.requests == 0)
      #expect(arm.successRate == nil)
      #expect(arm.successRateInterval == Interval(lower: 0, upper: 1))
      #expect(arm.p50Latency == nil)
      #expect(arm.p99Latency == nil)
      #expect(arm.meanLatency == nil)
    }
    #expect(results.comparison.difference == nil)
    #expect(results.comparison.differenceInterval == Interval(lower: -1, upper: 1))
    #expect(results.comparison.pDifferent == 1)
    #expect(results.naive == nil)
    #expect(results.sampleRatio.pValue == 1)
    #expect(!results.isSignificant)
    #expect(results.description.contains("unknown succeeded, within 0.00 … 100.00 %"))
  }

  @Test func `an arm without a request leaves the comparison open`() throws {
    let controller = try controller()
    try record(controller, .v4, 1_000)
    let results = try controller.results("t")
    #expect(results.v4SuccessRate == 1)
    #expect(results.v5SuccessRate == nil)
    #expect(results.comparison.difference == nil)
    #expect(results.comparison.differenceInterval.upper < 0.01)
    #expect(results.comparison.differenceInterval.lower == -1)
    #expect(!results.isSignificant)
  }

  @Test func `the figures are those computed by hand`() throws {
    let controller = try controller()
    try record(controller, .v4, 1_000, failures: 60)
    try record(controller, .v5, 520, failures: 50)
    let results = try controller.results("t")
    #expect((results.v4Requests, results.v5Requests) == (1_000, 520))
    #expect((results.v4.successes, results.v5.successes) == (940, 470))
    #expect(results.v4SuccessRate == 0.94)
    #expect(results.v5SuccessRate == 470.0 / 520)
    let interval = results.comparison.differenceInterval
    #expect(abs(interval.lower - -0.116430080000273) < 1e-9)
    #expect(abs(interval.upper - 0.038276828987161) < 1e-9)
    #expect(try abs(#require(results.naive).pValue - 0.009_854_160_396_087) < 1e-9)
  }

  @Test(arguments: [0, 500])
  func `all success and all failure are no difference`(_ failures: Int) throws {
    let controller = try controller()
    for _ in 0..<500 {
      try record(controller, .v4, 1, failures: failures)
      try record(controller, .v5, 1, failures: failures)
    }
    let results = try controller.results("t")
    #expect(results.v4SuccessRate == (failures == 0 ? 1 : 0))
    #expect(results.comparison.difference == 0)
    #expect(results.comparison.differenceInterval.contains(0))
    #expect(!results.isSignificant)
    #expect(results.naive?.pValue == 1)
  }

  @Test func `a failing v5 is significant and its description says so`() throws {
    let controller = try controller()
    for _ in 0..<100 {
      try record(controller, .v4, 1)
      try record(controller, .v5, 1, failures: 1)
    }
    let results = try controller.results("t")
    #expect(results.isSignificant)
    #expect(results.comparison.pWorse < 0.001)
    #expect(results.comparison.pBetter == 1)
    #expect(results.comparison.differenceInterval.upper < -0.8)
    #expect(results.description.contains("v5 − v4: -100.00 %"))
    #expect(results.description.contains("v5 worse < 0.0001, v5 better 1.0000"))
    #expect(results.description.contains("conclusion: the arms differ"))
    #expect(results.description.contains("not valid when looked at more than once"))
  }

  @Test func `percentiles and the mean are those of the latencies`() throws {
    let controller = try controller()
    for milliseconds in 1...1_000 {
      try record(controller, .v5, 1, latency: .milliseconds(milliseconds))
    }
    let results = try controller.results("t")
    let p50 = try #require(results.v5P50Latency) / .milliseconds(1)
    let p99 = try #require(results.v5P99Latency) / .milliseconds(1)
    #expect(abs(p50 - 500) <= 0.5)
    #expect(abs(p99 - 990) <= 1)
    #expect(results.v5.meanLatency == .microseconds(500_500))
    #expect(results.v5.clampedLatencies == 0)
    #expect(results.v4P50Latency == nil)
    #expect(results.v4P99Latency == nil)
  }

  @Test(arguments: [
    (Duration.zero, Duration.microseconds(1)), (.seconds(-5), .microseconds(1)),
    (.nanoseconds(999), .microseconds(1)), (.seconds(61), .seconds(60)),
    (.seconds(Int64.max), .seconds(60)), (.seconds(Int64.min), .microseconds(1)),
  ])
  func `a latency beyond what is tracked is clamped and counted`(
    _ latency: Duration, _ tracked: Duration
  ) throws {
    let controller = try controller()
    try record(controller, .v4, 3, latency: latency)
    let results = try controller.results("t")
    #expect(results.v4.clampedLatencies == 3)
    #expect(results.v4.p50Latency == tracked)
    #expect(results.v4.p99Latency == tracked)
    #expect(results.v4.meanLatency == tracked)
  }

  @Test(arguments: [Duration.microseconds(1), .seconds(60)])
  func `the ends of what is tracked are not clamped`(_ latency: Duration) throws {
    let controller = try controller()
    try record(controller, .v4, 1, latency: latency)
    #expect(try controller.results("t").v4.clampedLatencies == 0)
    #expect(try controller.results("t").v4.p99Latency == latency)
  }

  @Test(arguments: AssignmentReason.allCases)
  func `only a request that was split counts`(_ reason: AssignmentReason) throws {
    let controller = try controller()
    try controller.recordResult(
      "t", version: .v5, success: false, latency: .seconds(1), reason: reason)
    let results = try controller.results("t")
    #expect(results.v5Requests == (reason == .split ? 1 : 0))
    #expect(results.excludedResults == (reason == .split ? 0 : 1))
  }

  @Test(arguments: [
    (5_000, 1_500.0, 1), (0, 1_500, 0), (10_000, 1_500, 0), (5_000, 999, 0), (5_000, 2_001, 0),
  ])
  func `without a reason the test's own state decides`(
    _ share: Int, _ now: Double, _ counted: Int
  ) throws {
    let controller = try controller(share: share)
    clock.set(now)
    try controller.recordResult("t", version: .v4, success: true, latency: .seconds(1))
    #expect(try controller.results("t").v4Requests == counted)
  }

  @Test func `an outcome that arrives after the end still counts if it was split`() throws {
    let controller = try controller()
    let evaluation = controller.evaluate("t", session: "a")
    try controller.endTest("t")
    try controller.recordResult(
      "t", version: evaluation.arm, success: true, latency: .seconds(1), reason: evaluation.reason)
    let results = try controller.results("t")
    #expect(results.v4Requests + results.v5Requests == 1)
  }

  @Test func `a session is one unit however often it calls`() throws {
    let controller = try controller()
    for _ in 0..<1_000 { _ = controller.evaluate("t", session: "the same") }
    let results = try controller.results("t")
    #expect(results.sampleRatio.v4Units + results.sampleRatio.v5Units == 1)
    #expect(results.v4.assignments + results.v5.assignments == 1_000)
    #expect(results.sampleRatio.crossovers == 0)
  }

  @Test func `sessions chosen for one arm alarm and void the conclusion`() throws {
    let controller = try controller()
    let assignment = try Assignment(purpose: .ab, experiment: "t")
    var session = 0
    for _ in 0..<2_000 {
      while try !assignment.isV5("s\(session)", basisPoints: 5_000) { session += 1 }
      #expect(controller.evaluate("t", session: "s\(session)").arm == .v5)
      session += 1
    }
    for _ in 0..<200 {
      try record(controller, .v4, 1)
      try record(controller, .v5, 1, failures: 1)
    }
    let results = try controller.results("t")
    #expect(results.sampleRatio.isAlarm)
    #expect(results.comparison.pDifferent < 0.001)
    #expect(!results.isSignificant)
    #expect(results.description.contains("conclusion: none, the sample ratio is off"))
  }

  @Test func `units beyond the limit are told and bias nothing`() throws {
    let controller = try controller(share: 100)
    for index in 0..<66_000 { _ = controller.evaluate("t", session: "s\(index)") }
    let ratio = try controller.results("t").sampleRatio
    #expect(ratio.v4Units + ratio.v5Units == 65_536)
    // Two of them may share a hash, which hides one.
    #expect((460...464).contains(ratio.uncountedUnits))
    #expect(!ratio.isAlarm)
  }

  @Test func `at every look the results are what the sequences say`() throws {
    let controller = try controller()
    var generator = SeededGenerator(seed: 77)
    var (v4, v5) = (SuccessCounts(), SuccessCounts())
    var comparison = SequentialComparison()
    for index in 0..<400 {
      let arm = controller.evaluate("t", session: "s\(index)").arm
      let success = Double.random(in: 0..<1, using: &generator) < 0.9
      clock.advance(Double.random(in: 0..<2, using: &generator))
      try controller.recordResult(
        "t", version: arm, success: success, latency: .milliseconds(1), reason: .split)
      switch arm {
      case .v4: v4.record(success: success)
      case .v5: v5.record(success: success)
      }
      comparison.record(arm, success: success, at: clock.now)
      let results = try controller.results("t")
      let sequence = DifferenceSequence(v4: v4, v5: v5)
      #expect(results.comparison.differenceInterval == sequence.interval(alpha: 0.05))
      #expect(
        results.v5.successRateInterval == ConfidenceSequence(v5).interval(alpha: 0.05))
      #expect(results.comparison.pDifferent == comparison.pDifferent)
      #expect(
        results.comparison.differenceInterval.contains(0)
          == sequence.containsDifference(v4: 0.9, v5: 0.9, alpha: 0.05), "seed \(generator.seed)")
    }
    #expect(comparison.windows > 20)
  }

  @Test(
    arguments: [
      (1.006, 2, "1.01"), (-0.004, 2, "0.00"), (-12.5, 0, "-13"), (0.05, 3, "0.050"),
      (.nan, 2, "nan"), (.infinity, 2, "inf"), (1e300, 2, "1e+300"),
    ] as [(Double, Int, String)])
  func `numbers are shown with fixed digits`(_ value: Double, _ digits: Int, _ text: String) {
    #expect(value.fixed(digits) == text)
  }
}
