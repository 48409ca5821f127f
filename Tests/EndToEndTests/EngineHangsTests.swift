import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineHangsTests {
    @Test(
      "an engine that hangs past its time-out on the follower's side changes no answer",
      arguments: [true, false])
    func anEngineThatHangsPastItsTimeOutChangesNoAnswer(isStopped: Bool) async throws {
      // 160 ms for what changes state; a healthy call may well take longer on a busy machine.
      let run = try await ChainRun.run(v5TimeoutMultiplier: 0.02) { v5 in
        if isStopped { v5.stop() } else { try await v5.setFault(.hang) }
      }
      try await run.expectUnnoticed()
      #expect(run.count(.v5Error, of: "engine_newPayload") >= ChainRun.faultySlots)
      #expect(run.count(.v5Error, of: "engine_forkchoiceUpdated") >= 3 * ChainRun.faultySlots)
      // Once it hung, it is left out until it answers a probe.
      #expect(run.metrics.failures.v5["timeout", default: 0] >= 1)
      #expect(run.metrics.mismatches == 0)
    }
  }
}
