import Glibc
import TestKit
import Testing

@testable import Evidence

/// How soon each test decides, against the figures that were computed for it elsewhere.
@Suite struct DetectionDelayTests {
  private static let seeds = UInt64(0)...24

  private func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }

  private func draw(_ n: Int, _ rate: Double, _ generator: inout SeededGenerator) -> EventCounts {
    EventCounts(
      trials: n, events: (0..<n).count { _ in Double.random(in: 0..<1, using: &generator) < rate })
  }

  /// v5's calls until E ≥ 100, in windows of 20 calls.
  private func calls(_ n5: Int, _ p4: Double, _ p5: Double, _ seed: UInt64) -> Int {
    var generator = SeededGenerator(seed: seed)
    var test = TwoSampleTest(.rare)
    var calls = 0
    while test.process.logEvidence < log(100), calls < 20_000 {
      test.add(v4: draw(20 - n5, p4, &generator), v5: draw(n5, p5, &generator))
      calls += n5
    }
    return calls
  }

  @Test(
    arguments: zip(
      [(2, 1.0), (2, 0.5), (2, 0.1), (2, 0.05), (10, 0.05), (10, 0.02)], [4, 8, 32, 60, 194, 632]))
  func `two samples decide after as many calls of v5 as computed`(
    _ truth: (n5: Int, p5: Double), _ computed: Int
  ) {
    let found = median(Self.seeds.map { calls(truth.n5, 0.001, truth.p5, $0) })
    #expect(Double(found) <= Double(computed) * 1.3 + 2, "\(truth): \(found), seeds \(Self.seeds)")
  }

  @Test(arguments: zip([1.0, 0.2, 0.05], [2, 11, 53]))
  func `a late fault is found as soon after 1,500 good windows as computed`(
    _ p5: Double, _ computed: Int
  ) {
    var delays: [Int] = []
    for seed in Self.seeds {
      var generator = SeededGenerator(seed: seed)
      var test = TwoSampleTest(.rare)
      for _ in 0..<1_500 {
        test.add(v4: draw(10, 0.001, &generator), v5: draw(10, 0.001, &generator))
      }
      #expect(test.process.logWealth < log(1e6))
      var delay = 0
      while test.process.logWealth < log(1e6), delay < 1_000 {
        test.add(v4: draw(10, 0.001, &generator), v5: draw(10, p5, &generator))
        delay += 1
      }
      delays.append(delay)
    }
    let found = median(delays)
    #expect(Double(found) <= Double(computed) * 1.2 + 0.5, "\(p5): \(found), seeds \(Self.seeds)")
  }

  @Test(arguments: zip([1.0, 0.5, 0.1, 0.05, 0.02], [2, 3, 27, 68, 422]))
  func `a budget of half a percent decides after as many calls as computed`(
    _ p5: Double, _ computed: Int
  ) {
    // A skewed distribution: few seeds would leave the median to chance.
    let seeds = UInt64(0)..<400
    let found = median(
      seeds.map { seed in
        var generator = SeededGenerator(seed: seed)
        var test = OneSampleTest()
        var calls = 0
        while test.process.logEvidence < log(100), calls < 20_000 {
          test.add(draw(1, p5, &generator), budget: 0.005)
          calls += 1
        }
        return calls
      })
    #expect(Double(found) <= Double(computed) * 1.3 + 1, "\(p5): \(found), seeds \(seeds)")
  }

  @Test(arguments: zip([1.0, 0.9, 0.75], [9, 14, 39]))
  func `pairs decide after as many as computed`(_ rate: Double, _ computed: Int) {
    let found = median(
      Self.seeds.map { seed in
        var generator = SeededGenerator(seed: seed)
        var test = PairedTest()
        var pairs = 0
        while test.process.logEvidence < log(100), pairs < 5_000 {
          let isV5 = Double.random(in: 0..<1, using: &generator) < rate
          test.add(onlyV4Failed: isV5 ? 0 : 1, onlyV5Failed: isV5 ? 1 : 0)
          pairs += 1
        }
        return pairs
      })
    #expect(Double(found) <= Double(computed) * 1.3, "\(rate): \(found), seeds \(Self.seeds)")
  }
}
