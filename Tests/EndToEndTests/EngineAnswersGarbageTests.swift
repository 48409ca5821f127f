import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineAnswersGarbageTests {
    @Test func anEngineThatAnswersGarbageOnTheFollowersSideChangesNoAnswer() async throws {
      let run = try await ChainRun.run { v5 in try await v5.setFault(.garbage) }
      try await run.expectUnnoticed()
      #expect(run.count(.v5Error, of: "engine_newPayload") == ChainRun.faultySlots)
      #expect(run.count(.v5Error, of: "engine_forkchoiceUpdated") == 3 * ChainRun.faultySlots)
      #expect(run.metrics.failures.v5 == ["not_json": run.metrics.v5OnlyErrors])
      #expect(run.metrics.mismatches == 0)
    }
  }
}
