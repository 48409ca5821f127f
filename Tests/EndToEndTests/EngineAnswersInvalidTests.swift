import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineAnswersInvalidTests {
    @Test func anEngineThatAnswersInvalidOnTheFollowersSideChangesNoAnswer() async throws {
      let run = try await ChainRun.run { v5 in
        try await v5.setFault(.invalid, method: "engine_newPayload")
      }
      try await run.expectUnnoticed()
      #expect(run.count(.divergence, of: "engine_newPayload") == ChainRun.faultySlots)
      #expect(run.count(.match, of: "engine_newPayload") == ChainRun.healthySlots)
      #expect(run.metrics.v5OnlyErrors == 0)
      #expect(run.metrics.failures.v5 == [:])
      #expect(
        run.metrics.recentDifferences.contains { $0.contains("engine_newPayload divergence") })
    }
  }
}
