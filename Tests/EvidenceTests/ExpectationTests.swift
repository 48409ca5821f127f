import Glibc
import TestKit
import Testing

@testable import Evidence

/// The promise on which everything rests, checked by enumeration: a factor's mean is at most 1.
@Suite struct ExpectationTests {
  private static let rates = [0.0, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0]

  private func binomial(_ n: Int, _ k: Int, _ rate: Double) -> Double {
    var coefficient = 1.0
    for step in 0..<k { coefficient *= Double(n - step) / Double(step + 1) }
    return coefficient * pow(rate, Double(k)) * pow(1 - rate, Double(n - k))
  }

  private func twoSampleMean(
    _ n4: Int, _ n5: Int, _ p4: Double, _ p5: Double, _ base: Double, _ raised: Double
  ) -> Double {
    var mean = 0.0
    for k4 in 0...n4 {
      for k5 in 0...n5 {
        mean +=
          binomial(n4, k4, p4) * binomial(n5, k5, p5)
          * exp(
            TwoSampleTest.logFactor(
              v4: EventCounts(trials: n4, events: k4), v5: EventCounts(trials: n5, events: k5),
              base: base, raised: raised))
      }
    }
    return mean
  }

  @Test(arguments: [(1, 1), (1, 5), (5, 1), (4, 4), (9, 1), (2, 8)], [0.005, 0.01, 0.1, 0.5])
  func `a window's factor has a mean of at most 1 while v5 fails no more often than v4`(
    _ sizes: (Int, Int), _ base: Double
  ) {
    for step in [0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.9] {
      for p4 in Self.rates {
        for p5 in Self.rates where p5 <= p4 {
          let mean = twoSampleMean(
            sizes.0, sizes.1, p4, p5, base, min(base + step, 0.99))
          #expect(mean <= 1 + 1e-12, "n \(sizes), p4 \(p4), p5 \(p5), base \(base), step \(step)")
        }
      }
    }
  }

  @Test func `a window's factor has a mean above 1 where v5 fails more often as predicted`() {
    #expect(twoSampleMean(5, 5, 0.01, 0.31, 0.01, 0.31) > 1.2)
  }

  @Test(arguments: [0.001, 0.005, 0.1, 0.4])
  func `a budget's factor has a mean of at most 1 within the budget`(_ budget: Double) {
    for multiple in OneSampleTest.multiples {
      for n in 1...8 {
        for rate in Self.rates + [budget] where rate <= budget {
          var mean = 0.0
          for k in 0...n {
            mean +=
              binomial(n, k, rate)
              * exp(
                OneSampleTest.logFactor(
                  EventCounts(trials: n, events: k), budget: budget, multiple: multiple))
          }
          #expect(mean <= 1 + 1e-12, "budget \(budget), rate \(rate), n \(n)")
        }
      }
    }
  }

  @Test func `a bet on pairs has a mean of at most 1 while v5 loses no more than half of them`() {
    for stake in PairedTest.stakes {
      for n in 1...10 {
        for rate in Self.rates where rate <= 0.5 {
          var mean = 0.0
          for k in 0...n {
            mean +=
              binomial(n, k, rate)
              * exp(PairedTest.logFactor(onlyV4Failed: n - k, onlyV5Failed: k, stake: stake))
          }
          #expect(mean <= 1 + 1e-12, "stake \(stake), rate \(rate), n \(n)")
        }
      }
    }
  }

  @Test func `a common rate that drifts raises no alarm in a thousand windows`() {
    var alarms = 0
    for seed in UInt64(1)...100 {
      var generator = SeededGenerator(seed: seed)
      var test = TwoSampleTest(.rare)
      var peak = 0.0
      for window in 0..<1_000 {
        let rate = 0.02 * (1.1 + sin(Double(window) / 50))
        func draw(_ n: Int) -> EventCounts {
          EventCounts(
            trials: n,
            events: (0..<n).count { _ in Double.random(in: 0..<1, using: &generator) < rate })
        }
        test.add(v4: draw(10), v5: draw(10))
        peak = max(peak, test.process.logEvidence)
      }
      if peak >= log(100) { alarms += 1 }
    }
    // One in a hundred is promised; the bound is loose.
    #expect(alarms <= 2, "\(alarms) of seeds 1 to 100")
  }
}
