import ABTesting
import TestKit
import Testing

@Suite struct ABTestControllerTests {
  private let clock = ManualClock()

  private func controller(seed: UInt64 = 1) -> ABTestController {
    ABTestController(generator: SeededDraws(seed: seed)) { [clock] in clock.now }
  }

  private func test(
    _ name: String = "latency-1", share: Int = 5_000, start: Double = 1_000,
    duration: Duration = .seconds(3_600), isSticky: Bool = true, attempt: Int = 1
  ) -> ABTest {
    ABTest(
      name: name, v5Share: share, start: start, duration: duration, isSticky: isSticky,
      attempt: attempt)
  }

  @Test func `the ticket's test holds`() throws {
    let controller = controller()
    try controller.createTest(
      ABTest(name: "lighthouse_v5", v5Percentage: 50, start: 1_000, duration: .seconds(3_600)))
    let onV5 = (0..<1_000).count {
      controller.shouldUseV5("lighthouse_v5", session: "session_\($0)")
    }
    #expect((450..<550).contains(onV5))
  }

  @Test func `a session is assigned as the specified hash says`() throws {
    let controller = controller()
    try controller.createTest(test())
    // Its bucket is 7,800.
    #expect(!controller.shouldUseV5("latency-1", session: "node-a"))
    try controller.setShare(of: "latency-1", to: 7_800)
    #expect(!controller.shouldUseV5("latency-1", session: "node-a"))
    try controller.setShare(of: "latency-1", to: 7_801)
    #expect(controller.shouldUseV5("latency-1", session: "node-a"))
  }

  @Test(arguments: [100, 1_000, 5_000, 9_000])
  func `100,000 sessions lie within three standard deviations`(_ share: Int) throws {
    let controller = controller()
    try controller.createTest(test("lighthouse_v5", share: share))
    let onV5 = (0..<100_000).count { controller.shouldUseV5("lighthouse_v5", session: "s\($0)") }
    let rate = Double(share) / 10_000
    #expect(abs(Double(onV5) - 100_000 * rate) < 3 * (100_000 * rate * (1 - rate)).squareRoot())
  }

  @Test func `ramping from 10 to 25 to 50 % moves nobody back`() throws {
    let controller = controller()
    try controller.createTest(test(share: 1_000))
    var onV5: Set<Int> = []
    for share in [1_000, 2_500, 5_000] {
      try controller.setShare(of: "latency-1", to: share)
      let now = Set(
        (0..<5_000).filter { controller.shouldUseV5("latency-1", session: "session-\($0)") })
      #expect(onV5.isSubset(of: now))
      #expect(now.count > onV5.count)
      onV5 = now
    }
    let ratio = try controller.results("latency-1").sampleRatio
    #expect(ratio.v4Units + ratio.v5Units == 5_000)
    #expect(ratio.crossovers > 1_500)
    #expect(!ratio.isAlarm)
  }

  @Test func `each arm has its reason`() throws {
    let controller = controller()
    try controller.createTest(test(start: 2_000, duration: .seconds(100)))
    func evaluate(_ session: String? = "node-a", _ affinity: Arm? = nil) -> Evaluation {
      controller.evaluate("latency-1", session: session, affinity: affinity)
    }
    #expect((evaluate().arm, evaluate().reason) == (.v4, .disabled))
    #expect((evaluate("a", .v5).arm, evaluate("a", .v5).reason) == (.v5, .targetingMatch))
    clock.set(2_000)
    #expect(evaluate().reason == .split)
    #expect((evaluate(nil).arm, evaluate(nil).reason) == (.v4, .static))
    #expect(evaluate("").reason == .split)
    try controller.setShare(of: "latency-1", to: 10_000)
    #expect((evaluate(nil).arm, evaluate(nil).reason) == (.v5, .static))
    try controller.setShare(of: "latency-1", to: 0)
    #expect((evaluate().arm, evaluate().reason) == (.v4, .static))
    try controller.setShare(of: "latency-1", to: 9_999)
    clock.set(2_100)
    #expect(evaluate().reason == .split)
    clock.set(2_100.001)
    #expect((evaluate().arm, evaluate().reason) == (.v4, .disabled))
  }

  @Test func `a test that is over stays over`() throws {
    let controller = controller()
    try controller.createTest(test(share: 10_000, duration: .seconds(10)))
    clock.set(1_010)
    #expect(controller.shouldUseV5("latency-1", session: "a"))
    clock.set(1_011)
    #expect(!controller.shouldUseV5("latency-1", session: "a"))
    clock.set(1_005)
    #expect(!controller.shouldUseV5("latency-1", session: "a"))
    #expect(try controller.results("latency-1").phase == .finished)
    #expect(throws: ABTestingError.finishedTest(name: "latency-1")) {
      try controller.setShare(of: "latency-1", to: 100)
    }
  }

  @Test func `a test can be ended and removed`() throws {
    let controller = controller()
    try controller.createTest(test(share: 10_000))
    try controller.endTest("latency-1")
    #expect(controller.evaluate("latency-1", session: "a").reason == .disabled)
    #expect(try controller.results("latency-1").phase == .finished)
    try controller.removeTest("latency-1")
    #expect(controller.tests.isEmpty)
    try controller.createTest(test(attempt: 2))
    #expect(try controller.results("latency-1").test.attempt == 2)
  }

  @Test(arguments: [Double.nan, -.infinity, .infinity])
  func `a clock that tells no time assigns to v4`(_ now: Double) throws {
    let controller = controller()
    try controller.createTest(test(share: 10_000))
    clock.set(now)
    #expect(controller.evaluate("latency-1", session: "a").reason == .disabled)
  }

  @Test(arguments: ["", "unknown", "Not A Name", String(repeating: "x", count: 1_000_000)])
  func `an unknown test assigns to v4 and says so everywhere`(_ name: String) throws {
    let controller = controller()
    let unknown = ABTestingError.unknownTest(name: name)
    let evaluation = controller.evaluate(name, session: "a")
    #expect(evaluation.arm == .v4)
    #expect(evaluation.reason == .error)
    #expect(evaluation.error == unknown)
    #expect(!controller.shouldUseV5(name, session: "a"))
    #expect(throws: unknown) { try controller.results(name) }
    #expect(throws: unknown) { try controller.setShare(of: name, to: 1) }
    #expect(throws: unknown) { try controller.endTest(name) }
    #expect(throws: unknown) { try controller.removeTest(name) }
    #expect(throws: unknown) {
      try controller.recordResult(name, version: .v4, success: true, latency: .seconds(1))
    }
    #expect(unknown.description.utf8.count < 200)
  }

  @Test func `a session of 1 MB is refused with v4`() throws {
    let controller = controller()
    try controller.createTest(test(share: 9_999))
    let session = String(repeating: "s", count: 1_048_576)
    let evaluation = controller.evaluate("latency-1", session: session)
    #expect(evaluation.arm == .v4)
    #expect(evaluation.reason == .error)
    #expect(evaluation.error == .unitTooLong(actual: 1_048_576, limit: 65_536))
    #expect(!controller.shouldUseV5("latency-1", session: session))
  }

  @Test func `a test that is invalid is refused with what is wrong`() throws {
    let controller = controller()
    let rows: [(ABTest, ABTestingError)] = [
      (test("A:b"), .invalidName(actual: "A:b")),
      (test(share: 10_001), .shareOutOfRange(actual: 10_001, limit: 10_000)),
      (test(share: -1), .shareOutOfRange(actual: -1, limit: 10_000)),
      (test(duration: .zero), .nonpositiveDuration(actual: .zero)),
      (test(duration: .seconds(-1)), .nonpositiveDuration(actual: .seconds(-1))),
      (test(start: .infinity), .invalidStart(actual: .infinity)),
      (test(attempt: 0), .nonpositiveAttempt(actual: 0)),
      (
        ABTest(name: "a", v5Percentage: 101, start: 0, duration: .seconds(1)),
        .shareOutOfRange(actual: 10_100, limit: 10_000)
      ),
      (
        ABTest(name: "a", v5Percentage: .max, start: 0, duration: .seconds(1)),
        .shareOutOfRange(actual: .max, limit: 10_000)
      ),
    ]
    for (test, error) in rows {
      #expect(throws: error) { try controller.createTest(test) }
    }
    #expect(controller.tests.isEmpty)
    try controller.createTest(test())
    #expect(throws: ABTestingError.shareOutOfRange(actual: 10_001, limit: 10_000)) {
      try controller.setShare(of: "latency-1", to: 10_001)
    }
    #expect(controller.tests.map(\.v5Share) == [5_000])
  }

  @Test func `a name is taken once and tests are bounded`() throws {
    let controller = controller()
    for index in 0..<ABTestController.testLimit { try controller.createTest(test("t\(index)")) }
    #expect(throws: ABTestingError.duplicateTest(name: "t3")) {
      try controller.createTest(test("t3"))
    }
    #expect(throws: ABTestingError.tooManyTests(limit: 64)) {
      try controller.createTest(test("one-more"))
    }
    try controller.removeTest("t3")
    try controller.createTest(test("one-more"))
    #expect(controller.tests.count == 64)
    #expect(controller.tests.first?.name == "one-more")
  }

  @Test func `a test that is not sticky draws each call`() throws {
    let controller = controller(seed: 9)
    try controller.createTest(test(share: 2_500, isSticky: false))
    let onV5 = (0..<10_000).count { _ in controller.shouldUseV5("latency-1", session: "same") }
    #expect(abs(onV5 - 2_500) < 130, "seed 9")
    let ratio = try controller.results("latency-1").sampleRatio
    #expect(ratio.v4Units + ratio.v5Units == 10_000)
    #expect(ratio.v5Units == onV5)
    #expect(!ratio.isAlarm)
    let again = self.controller(seed: 9)
    try again.createTest(test(share: 2_500, isSticky: false))
    #expect((0..<10_000).count { _ in again.shouldUseV5("latency-1", session: nil) } == onV5)
  }

  @Test func `tasks at the same time lose nothing`() async throws {
    let controller = controller()
    try controller.createTest(test(share: 3_000))
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for index in 0..<500 {
            let evaluation = controller.evaluate("latency-1", session: "\(task)-\(index)")
            try? controller.recordResult(
              "latency-1", version: evaluation.arm, success: true, latency: .milliseconds(1),
              reason: evaluation.reason)
            if index % 100 == 0 { _ = try? controller.results("latency-1") }
          }
        }
      }
    }
    let results = try controller.results("latency-1")
    #expect(results.v4Requests + results.v5Requests == 4_000)
    #expect(results.v4.assignments + results.v5.assignments == 4_000)
    #expect(results.sampleRatio.v4Units + results.sampleRatio.v5Units == 4_000)
  }

  @Test func `every error names what was wrong`() {
    let rows: [(ABTestingError, String)] = [
      (.invalidName(actual: "a\nb"), #""a\nb" is no name"#),
      (.nonpositiveAttempt(actual: -3), "-3"),
      (
        .shareOutOfRange(actual: 10_001, limit: 10_000),
        "10001 basis points; it has to be 0 to 10000"
      ),
      (.nonpositiveDuration(actual: .seconds(-1)), "-1.0 seconds"),
      (.invalidStart(actual: .nan), "nan"),
      (.duplicateTest(name: "a"), #"already a test "a""#),
      (.unknownTest(name: "a"), #"no test "a""#),
      (.finishedTest(name: "a"), #""a" is over"#),
      (.tooManyTests(limit: 64), "64 tests"),
      (.unitTooLong(actual: 70_000, limit: 65_536), "70000 bytes; it may have 65536"),
      (.invalidWeights(sum: 0, limit: 9), "add up to 0; they have to add up to 1 to 9"),
    ]
    for (error, text) in rows { #expect("\(error)".contains(text), "\(error)") }
  }
}
