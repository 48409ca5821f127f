import ABTesting
import Glibc
import TestKit
import Testing

@Suite struct SampleRatioCheckTests {
  private func logGamma(_ value: Double) -> Double {
    let (logarithm, _) = lgamma(value)
    return logarithm
  }

  /// The closed form of one segment.
  private func logBayesFactor(v4: Int, v5: Int, share: Double) -> Double {
    let concentration = SampleRatioCheck.concentration
    var sum = logGamma(concentration) - logGamma(concentration + Double(v4 + v5))
    for (units, design) in [(Double(v4), 1 - share), (Double(v5), share)] {
      sum += logGamma(concentration * design + units) - logGamma(concentration * design)
      sum -= units * log(design)
    }
    return sum
  }

  private func check(v4: Int, v5: Int, share: Int) -> SampleRatioCheck {
    var check = SampleRatioCheck()
    for _ in 0..<v4 { check.count(.v4, share: share) }
    for _ in 0..<v5 { check.count(.v5, share: share) }
    return check
  }

  @Test func `units all on one arm match the closed form`() {
    // Monotone, so that the best evidence is the last.
    let check = check(v4: 0, v5: 3_000, share: 5_000)
    let expected = logBayesFactor(v4: 0, v5: 3_000, share: 0.5)
    #expect(abs(log(check.pValue) + expected) < 1e-6 * expected)
    #expect(check.isAlarm)
    #expect(check.expectedV5Units == 1_500)
  }

  @Test func `segments of a constant share add up`() {
    var check = SampleRatioCheck()
    for _ in 0..<400 { check.count(.v5, share: 1_000) }
    for _ in 0..<400 { check.count(.v5, share: 2_500) }
    let expected =
      logBayesFactor(v4: 0, v5: 400, share: 0.1) + logBayesFactor(v4: 0, v5: 400, share: 0.25)
    #expect(abs(log(check.pValue) + expected) < 1e-6 * expected)
    #expect(check.segments == 2)
    #expect(abs(check.expectedV5Units - 140) < 1e-9)
  }

  @Test func `a perfect ratio is no evidence`() {
    var check = SampleRatioCheck()
    for _ in 0..<5_000 {
      check.count(.v4, share: 5_000)
      check.count(.v5, share: 5_000)
    }
    #expect(check.pValue > 0.9)
    #expect(!check.isAlarm)
  }

  @Test(arguments: [0, 10_000, -1, Int.max])
  func `a share that splits nobody is not counted`(_ share: Int) {
    #expect(check(v4: 100, v5: 100, share: share) == SampleRatioCheck())
  }

  @Test func `an alarm needs eight units on each arm, there or missing`() {
    // 7 of 10,000 where one ought to be: beyond doubt, but too few.
    #expect(!check(v4: 0, v5: 7, share: 1).isAlarm)
    #expect(check(v4: 0, v5: 7, share: 1).pValue < 0.001)
    #expect(check(v4: 8, v5: 8, share: 1).isAlarm)
    // An arm that stays silent alarms once by design it ought to have been heard.
    #expect(check(v4: 4_000, v5: 0, share: 5_000).isAlarm)
  }

  @Test func `an alarm stays`() {
    var check = check(v4: 2_000, v5: 1_000, share: 5_000)
    #expect(check.isAlarm)
    for _ in 0..<1_000 { check.count(.v5, share: 5_000) }
    #expect(check.isAlarm)
  }

  @Test(arguments: [100, 1_000, 5_000, 9_000])
  func `units in the designed ratio raise no alarm`(_ share: Int) {
    var generator = SeededGenerator(seed: 58)
    var alarms = 0
    for _ in 0..<200 {
      var check = SampleRatioCheck()
      for _ in 0..<1_000 {
        check.count(Int.random(in: 0..<10_000, using: &generator) < share ? .v5 : .v4, share: share)
      }
      if check.isAlarm { alarms += 1 }
    }
    #expect(alarms <= 1, "seed \(generator.seed)")
  }

  @Test func `a share of 55 % where 50 % was designed is found within 10,000 units`() {
    var generator = SeededGenerator(seed: 581)
    for _ in 0..<20 {
      var check = SampleRatioCheck()
      for _ in 0..<10_000 {
        check.count(Int.random(in: 0..<100, using: &generator) < 55 ? .v5 : .v4, share: 5_000)
      }
      #expect(check.isAlarm, "seed \(generator.seed)")
    }
  }
}
