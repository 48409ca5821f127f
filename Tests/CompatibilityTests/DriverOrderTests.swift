import CoreSimulation
import EngineHTTP
import EngineRPC
import NIOCore
import Testing

@testable import LighthouseCompatibility

@Suite struct `The driver keeps` {
  private let forkchoice = "engine_forkchoiceUpdatedV2"
  private let new = "engine_newPayloadV2"
  private let valid = Answers.status("VALID", "0x01")

  @Test func `a build stays with the engine that minted its id, whatever the mode`() async throws {
    try await DriverHarness.run { harness in
      let params = #"[{"headBlockHash":"0x01"},{"timestamp":"0x5","withdrawals":[]}]"#
      harness.scripts.v4.answer(forkchoice, .result(Answers.forkchoice(valid, id: "0x0a")))
      harness.scripts.v5.answer(forkchoice, .result(Answers.forkchoice(valid, id: "0x0b")))
      _ = try await harness.call(forkchoice, params)
      _ = await harness.compared(1)
      try await harness.withDriver { try $0.change(to: .v5Only) }
      _ = try await harness.call("engine_getPayloadV2", #"["0x0a"]"#)
      let gets = Side.allCases.map { side in
        harness.scripts[side].asked.filter { $0.method == "engine_getPayloadV2" }.map(\.params)
      }
      #expect(gets == [[#"["0x0a"]"#], []], "\(gets)")
    }
  }

  @Test func `an error that is being asked again is outstanding`() async throws {
    try await DriverHarness.run { harness in
      let held = harness.promise()
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(new, .error(-32602), .later(held.futureResult))
      _ = try await harness.call(new, #"[{"blockHash":"0x01"}]"#)
      await harness.scripts.v5.waitForCalls(2)
      let outstanding = try await harness.withDriver { $0.outstanding }
      #expect(outstanding > 0)
      held.succeed(valid)
      _ = await harness.compared(1)
    }
  }

  @Test func `a share has one spelling`() {
    #expect(MigrationMode(name: "canary(+5)") == nil)
    #expect(MigrationMode(name: "canary(007)") == nil)
  }

  @Test(.timeLimit(.minutes(10))) func `a lane keeps its order across two engines' returns`()
    async throws
  {
    // A comeback: what the caller sends before the probe must not go out ahead of the forkchoice.
    try await DriverHarness.run { harness in
      let head = Answers.forkchoice(valid)
      harness.scripts.v4.answer(forkchoice, .result(head))
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(forkchoice, .garbage, .result(head))
      harness.scripts.v5.answer("engine_forkchoiceUpdatedV3", .result(head))
      harness.scripts.v5.answer(new, .result(valid))
      let params = #"[{"headBlockHash":"0x01","safeBlockHash":"0x02","finalizedBlockHash":"0x03"}]"#
      _ = try await harness.call(forkchoice, params)
      _ = await harness.compared(1)
      _ = try await harness.call(new, #"[{"blockHash":"0x01"}]"#)
      _ = await harness.compared(2)
      await harness.scripts.v5.waitForCalls(3)
      #expect(harness.scripts.v5.methods == [forkchoice, forkchoice, new])
    }
  }
}
