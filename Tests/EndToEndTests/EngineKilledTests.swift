import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineKilledTests {
    @Test func anEngineKilledOnTheFollowersSideChangesNoAnswer() async throws {
      let run = try await ChainRun.run { v5 in try await v5.kill() }
      try await run.expectUnnoticed()
      #expect(run.count(.v5Error, of: "engine_newPayload") == ChainRun.faultySlots)
      #expect(run.count(.v5Error, of: "engine_forkchoiceUpdated") == 3 * ChainRun.faultySlots)
      #expect(run.count(.match, of: "engine_newPayload") == ChainRun.healthySlots)
      #expect(run.metrics.mismatches == 0)
      // v5 has no build to ask for.
      // Once it is gone it is left out, which counts as its error all the same.
      #expect(Set(run.metrics.skipped.v5.keys) == [.offline])
      let failures = run.metrics.failures.v5
      #expect(failures["connect", default: 0] > 0)
      #expect(Set(failures.keys).isSubset(of: ["connect", "closed"]), "\(failures)")
      #expect(
        failures.values.reduce(run.metrics.skipped.v5[.offline, default: 0], +)
          == run.metrics.v5OnlyErrors)
    }
  }
}
