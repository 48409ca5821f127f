import ChainKit
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
      #expect(run.metrics.failures.v5[failure, default: 0] >= 1)
      let heard = run.metrics.failures.v5.values.reduce(0, +)
      #expect(
        heard + run.metrics.skipped.v5[.offline, default: 0] == run.metrics.v5OnlyErrors,
        "\(run.metrics.failures.v5)")
      #expect(run.metrics.mismatches == 0)
    }
  }
}
