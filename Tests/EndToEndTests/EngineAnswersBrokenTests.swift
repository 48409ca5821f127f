import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineAnswersBrokenTests {
    @Test(
      "an engine whose answers are broken on the follower's side changes no answer",
      arguments: [
        (EngineFault.truncate, "not_json"), (.status500, "http_status"), (.wrongId, "wrong_id"),
      ])
    func anEngineWhoseAnswersAreBrokenChangesNoAnswer(
      fault: EngineFault, failure: String
    ) async throws {
      let run = try await ChainRun.run { v5 in try await v5.setFault(fault) }
      try await run.expectUnnoticed()
      #expect(run.count(.v5Error, of: "engine_newPayload") == ChainRun.faultySlots)
      #expect(run.count(.v5Error, of: "engine_forkchoiceUpdated") == 3 * ChainRun.faultySlots)
      #expect(run.metrics.failures.v5 == [failure: run.metrics.v5OnlyErrors])
      #expect(run.metrics.mismatches == 0)
    }
  }
}
