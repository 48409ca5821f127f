import ABTesting
import TestKit
import Testing

@Suite struct SequentialComparisonTests {
  /// Records one window: v4's and v5's requests and how many of each fail.
  private func record(
    _ comparison: inout SequentialComparison, _ v4: (requests: Int, failures: Int),
    _ v5: (requests: Int, failures: Int)
  ) {
    for index in 0..<v4.requests {
      comparison.record(.v4, success: index >= v4.failures, at: 0)
    }
    for index in 0..<v5.requests {
      comparison.record(.v5, success: index >= v5.failures, at: 0)
    }
  }

  @Test func `the evidence is the one computed elsewhere`() {
    var comparison = SequentialComparison()
    record(&comparison, (10, 0), (10, 3))
    #expect(abs(comparison.pWorse * 4.649_260_261_197_982 - 1) < 1e-12)
    record(&comparison, (12, 1), (8, 2))
    // The evidence fell to 4.03; the p-value keeps the best of it.
    #expect(abs(comparison.pWorse * 4.649_260_261_197_982 - 1) < 1e-12)
    record(&comparison, (10, 0), (10, 4))
    #expect(abs(comparison.pWorse * 34.879_880_407_961_24 - 1) < 1e-12)
    #expect(comparison.pBetter == 1)
    #expect(comparison.windows == 3)
  }

  @Test func `the other direction mirrors it`() {
    var comparison = SequentialComparison()
    // Window by window from v5's requests first, as the counts alone decide.
    for (v4, v5) in [((10, 3), (10, 0)), ((8, 2), (12, 1)), ((10, 4), (10, 0))] {
      record(&comparison, v4, v5)
    }
    #expect(abs(comparison.pBetter * 34.879_880_407_961_24 - 1) < 1e-12)
    #expect(comparison.pWorse == 1)
    let mean = (34.879_880_407_961_24 + mirrored) / 2
    #expect(abs(comparison.pDifferent * mean - 1) < 1e-9)
  }

  /// The evidence of the opposite direction after the same three windows.
  private let mirrored = 0.042_682_556_235_786_796

  @Test func `a window waits for both arms`() {
    var comparison = SequentialComparison()
    for _ in 0..<100 { comparison.record(.v4, success: true, at: 0) }
    comparison.record(.v4, success: true, at: 100)
    #expect(comparison.windows == 0)
    comparison.record(.v5, success: false, at: 100)
    #expect(comparison.windows == 1)
  }

  @Test func `a window closes at 20 requests or 12 seconds`() {
    var comparison = SequentialComparison()
    record(&comparison, (10, 0), (9, 0))
    #expect(comparison.windows == 0)
    comparison.record(.v5, success: true, at: 0)
    #expect(comparison.windows == 1)
    comparison.record(.v4, success: true, at: 50)
    comparison.record(.v5, success: true, at: 61.9)
    #expect(comparison.windows == 1)
    comparison.record(.v5, success: true, at: 62)
    #expect(comparison.windows == 2)
  }

  @Test func `a clock that runs backwards or says nothing closes no window early`() {
    var comparison = SequentialComparison()
    for now in [100, -1e300, .nan, 50] {
      comparison.record(.v4, success: true, at: now)
      comparison.record(.v5, success: true, at: now)
    }
    #expect(comparison.windows == 0)
  }

  @Test(arguments: [(true, true), (false, false)])
  func `arms without a difference show none`(_ v4: Bool, _ v5: Bool) {
    var comparison = SequentialComparison()
    for _ in 0..<20_000 {
      comparison.record(.v4, success: v4, at: 0)
      comparison.record(.v5, success: v5, at: 0)
    }
    #expect(comparison.pDifferent > 0.05)
  }

  @Test func `a v4 that always fails makes no v5 look worse`() {
    var comparison = SequentialComparison()
    for index in 0..<30_000 {
      comparison.record(.v4, success: false, at: 0)
      comparison.record(.v5, success: index % 2 == 0, at: 0)
    }
    #expect(comparison.pWorse == 1)
    #expect(comparison.pBetter < 1e-9)
  }

  @Test func `total failure against total success shows at once`() {
    var worse = SequentialComparison()
    var better = SequentialComparison()
    for _ in 0..<20 {
      worse.record(.v4, success: true, at: 0)
      worse.record(.v5, success: false, at: 0)
      better.record(.v4, success: false, at: 0)
      better.record(.v5, success: true, at: 0)
    }
    #expect(worse.pWorse < 1e-6)
    #expect(worse.pBetter == 1)
    #expect(better.pBetter < 1e-6)
    #expect(better.pWorse == 1)
  }

  @Test func `equal arms whose common rate drifts raise few false alarms`() {
    var generator = SeededGenerator(seed: 53)
    var alarms = 0
    for _ in 0..<200 {
      var comparison = SequentialComparison()
      for index in 0..<2_000 {
        let failureRate = index / 500 % 2 == 0 ? 0.01 : 0.20
        let arm: Arm = Bool.random(using: &generator) ? .v4 : .v5
        let success = Double.random(in: 0..<1, using: &generator) >= failureRate
        comparison.record(arm, success: success, at: 0)
      }
      if comparison.pDifferent < 0.05 { alarms += 1 }
    }
    #expect(alarms <= 10, "seed \(generator.seed)")
  }

  /// The v5 requests to decide at E ≥ 100, with 10 % on v5 and v4 failing one in a thousand.
  @Test(arguments: [(1.0, 2...6), (0.5, 4...12), (0.1, 20...50), (0.05, 40...95)])
  func `a worse v5 is found about as fast as is known`(
    _ failureRate: Double, _ known: ClosedRange<Int>
  ) {
    var generator = SeededGenerator(seed: 531)
    var needed: [Int] = []
    for _ in 0..<101 {
      var comparison = SequentialComparison()
      var requests = 0
      while comparison.pWorse > 0.01, requests < 10_000 {
        let arm: Arm = Double.random(in: 0..<1, using: &generator) < 0.1 ? .v5 : .v4
        let rate = arm == .v5 ? failureRate : 0.001
        if arm == .v5 { requests += 1 }
        comparison.record(
          arm, success: Double.random(in: 0..<1, using: &generator) >= rate, at: 0)
      }
      needed.append(requests)
    }
    let median = needed.sorted()[50]
    #expect(known.contains(median), "\(median), seed \(generator.seed)")
  }
}
