import DevChain
import LighthouseCompatibility
import Testing

extension ChainRun {
  /// Expects that the caller noticed nothing: each slot made, each answer that of v4 alone.
  func expectUnnoticed() async throws {
    let control = try await Self.control()
    #expect(control.counts.blocks == Self.slots, "\(control.misses)")
    #expect(counts.blocks == Self.slots, "\(misses)")
    #expect(counts.missed == 0)
    #expect(answers.count == control.answers.count)
    for (index, pair) in zip(answers, control.answers).enumerated() where pair.0 != pair.1 {
      Issue.record("answer \(index): \(pair.0) instead of \(pair.1)")
      break
    }
    #expect(metrics.ownErrors == [:])
    #expect(metrics.v4OnlyErrors == 0)
    #expect(metrics.bothErrors == 0)
    #expect(metrics.comparisonsDropped == 0)
  }
}
