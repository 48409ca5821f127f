import ABTesting
import TestKit
import Testing

@testable import Evidence

@Suite struct AdvanceBoundsTests {
  @Test(arguments: zip([116, 320, 680, 1_438, 3_844], [0.05, 0.02, 0.01, 0.005, 0.002]))
  func `without a failure as many calls certify a rate as computed`(_ calls: Int, _ rate: Double) {
    let certified = AdvanceBounds.upper(EventCounts(trials: calls, events: 0), alpha: 0.05)
    #expect(certified <= rate * 1.0005)
    #expect(AdvanceBounds.upper(EventCounts(trials: calls * 9 / 10, events: 0), alpha: 0.05) > rate)
  }

  @Test func `bounds are those of the confidence sequence, rounded outward`() {
    var generator = SeededGenerator(seed: 57)
    for _ in 0..<300 {
      let trials = Int.random(in: 1...5_000, using: &generator)
      let counts = EventCounts(
        trials: trials, events: Int.random(in: 0...trials, using: &generator))
      let exact = ConfidenceSequence(
        SuccessCounts(requests: trials, successes: counts.events)
      ).interval(alpha: 0.01)
      let (lower, upper) = (
        AdvanceBounds.lower(counts, alpha: 0.01), AdvanceBounds.upper(counts, alpha: 0.01)
      )
      #expect(lower <= exact.lower && lower >= exact.lower * 0.999, "seed 57, \(counts)")
      #expect(upper >= exact.upper && upper <= exact.upper * 1.001, "seed 57, \(counts)")
    }
  }

  @Test func `nothing is known without a call`() {
    let bounds = AdvanceBounds(v4: EventCounts(), v5: EventCounts(trials: 5), alpha: 0.01)
    #expect(!bounds.hasData)
    #expect(AdvanceBounds.upper(EventCounts(), alpha: 0.01) == 1)
    #expect(AdvanceBounds.lower(EventCounts(), alpha: 0.01) == 0)
    #expect(AdvanceBounds.upper(EventCounts(trials: 3, events: 3), alpha: 0.01) == 1)
  }
}
