import Chronicle
import TestKit
import Testing

@Suite struct `A random history` {
  @Test func `breaks nothing while the gateway is right`() throws {
    for seed in UInt64(1)...150 {
      let report = try RandomHistory.run(seed: seed).report()
      #expect(report.violations == [], "seed \(seed): \(report.violations)")
      #expect(report.summary.headsAreEqual, "seed \(seed)")
      guard report.violations.isEmpty else { return }
    }
  }

  @Test(arguments: RandomMutation.allCases)
  func `is found out wherever it is broken`(mutation: RandomMutation) throws {
    var applied = 0
    for seed in UInt64(1)...60 {
      var run = RandomHistory.run(seed: seed, slots: 12)
      var generator = SeededGenerator(seed: seed)
      guard try mutation.apply(to: &run, using: &generator) else { continue }
      applied += 1
      #expect(!(try run.report().violations.isEmpty), "\(mutation), seed \(seed)")
    }
    #expect(applied >= 10, "\(mutation) could be done \(applied) times only")
  }
}
