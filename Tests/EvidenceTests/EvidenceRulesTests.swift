import Evidence
import Foundation
import Testing

@Suite struct EvidenceRulesTests {
  @Test func `rules that leave everything out are the defaults`() throws {
    #expect(try JSONDecoder().decode(EvidenceRules.self, from: Data("{}".utf8)) == EvidenceRules())
    #expect(EvidenceRules().problems().isEmpty)
    #expect(EvidenceRules().enforcement(of: .errors) == .rollback)
    #expect(EvidenceRules().enforcement(of: .sampleRatio) == .hold)
  }

  @Test func `every rule survives being written and read`() throws {
    let defaults = try JSONEncoder().encode(EvidenceRules())
    var object = try #require(try JSONSerialization.jsonObject(with: defaults) as? [String: Any])
    #expect(object.count == 26)
    for (rule, value) in object {
      if let number = value as? Double { object[rule] = number * 2 }
    }
    object["enforcement"] = ["latency-p99": "warn"]
    object["window"] = ["seconds": 6, "calls": 5, "longestGap": 9]
    let changed = try JSONDecoder().decode(
      EvidenceRules.self, from: try JSONSerialization.data(withJSONObject: object))
    let again = try #require(
      try JSONSerialization.jsonObject(with: try JSONEncoder().encode(changed)) as? NSDictionary)
    #expect(again == object as NSDictionary)
    #expect(changed.enforcement(of: .latencyP99) == .warn)
    #expect(changed.window == WindowLimits(seconds: 6, calls: 5, longestGap: 9))
  }

  @Test func `every rule that cannot be is told at once`() {
    var rules = EvidenceRules()
    (rules.margin, rules.errorBudget, rules.errorAlpha) = (-0.1, 0, .nan)
    (rules.latencyRatioP50, rules.silentSlots, rules.warnWealth) = (0.5, 0, 1e7)
    (rules.consecutiveFailures, rules.coolDown) = (0, -.infinity)
    let problems = rules.problems()
    #expect(problems.count == 8, "\(problems)")
    #expect(
      problems.map(\.description).contains("margin is -0.1; it has to be 0.0 to 1.0"),
      "\(problems)")
    #expect(
      problems.last?.description == "rollbackWealth is 1000000.0; it has to be above warnWealth,"
        + " 10000000.0")
  }

  @Test func `rules without sense are judged by without a crash`() {
    var rules = EvidenceRules()
    (rules.errorBudget, rules.mismatchBudget, rules.rollbackWealth) = (-1, .nan, -5)
    (rules.warnWealth, rules.errorAlpha, rules.latencySlack) = (.nan, 0.5, .infinity)
    (rules.latencyRatioP50, rules.latencyRatioP99, rules.coolDown) = (.infinity, .nan, .nan)
    var traffic = SimulatedTraffic(seed: 8)
    traffic.v5.failures = 0.3
    var judge = EvidenceJudge(rules: rules)
    for _ in 0..<40 {
      let outcome = judge.judge(traffic.window())
      #expect(outcome.readings.count == 12)
    }
  }

  @Test func `the breaker trips at its limit and an answer heals it`() {
    var breaker = ConsecutiveFailures(limit: 3)
    let outcome1 = breaker.record(.failed)
    #expect(!outcome1)
    let outcome2 = breaker.record(.failed)
    #expect(!outcome2)
    let outcome3 = breaker.record(.rejected)
    #expect(!outcome3)
    #expect(breaker.count == 0)
    for _ in 0..<2 {
      let outcome = breaker.record(.failed)
      #expect(!outcome)
    }
    let outcome4 = breaker.record(.failed)
    #expect(outcome4)
    #expect(breaker.isTripped)
    let outcome5 = breaker.record(.ok)
    #expect(!outcome5)
    #expect(ConsecutiveFailures(limit: -4).limit == 1)
  }

  @Test(arguments: [
    (512.0, 301.0, 340.0, "latency-p99 512 ms > 1.5 × 301 ms (W=3.4e2 of 1e6, n5=812)"),
    (4.25, 9, 1, "latency-p99 4.3 ms < 1.5 × 9.0 ms (W=1e0 of 1e6, n5=812)"),
    (15, 10, 9.99e6, "latency-p99 15 ms = 1.5 × 10 ms (W=1e7 of 1e6, n5=812)"),
    (15, 10, 0.031, "latency-p99 15 ms = 1.5 × 10 ms (W=3.1e-2 of 1e6, n5=812)"),
  ])
  func `a reading tells value, comparator, threshold and evidence`(
    _ v5: Double, _ v4: Double, _ wealth: Double, _ text: String
  ) {
    let reading = SignalReading(
      detector: .latencyP99, verdict: .inconclusive, v4: v4, v5: v5, unit: .milliseconds,
      limit: .times(1.5), logWealth: log(wealth), n5: 812)
    #expect(reading.description == text)
    #expect(reading.threshold == 1.5 * v4)
  }

  @Test func `a reading of errors tells the margin in percentage points`() {
    let reading = SignalReading(
      detector: .errors, verdict: .fail, action: .rollback, v4: 0.0002, v5: 0.05,
      limit: .plus(0.005), logWealth: log(2.13e6), n4: 900, n5: 880)
    #expect(
      reading.description
        == "errors 5.00 % > 0.02 % + 0.50 pp (W=2.1e6 of 1e6, n4=900, n5=880)")
    #expect(abs((reading.wealth ?? 0) / 2.13e6 - 1) < 1e-9)
    let nothing = SignalReading(detector: .errors, verdict: .noData, logWealth: 1e6)
    #expect(nothing.description == "errors no data (W=3e434294 of 1e6)")
    #expect(nothing.wealth == .greatestFiniteMagnitude)
    #expect(nothing.threshold == nil)
  }
}
