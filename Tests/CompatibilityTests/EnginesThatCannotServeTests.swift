import CoreSimulation
import EngineRPC
import Testing

@testable import LighthouseCompatibility

/// Engines of another chain, and none at all.
@Suite(.timeLimit(.minutes(10))) struct `Engines that cannot serve` {
  private let newPayload = "engine_newPayloadV2"
  private let block = #"[{"blockHash":"0x01"}]"#

  @Test(arguments: [("0x2", "0x01", "chain id"), ("0x1", "0x02", "genesis")])
  func `an engine of another chain is asked nothing, and may not answer`(
    chain: String, genesis: String, difference: String
  ) async throws {
    try await DriverHarness.run(topology: .separate, examinesEngines: true) { harness in
      for (side, chain, genesis) in [(Side.v4, "0x1", "0x01"), (.v5, chain, genesis)] {
        let script = harness.scripts[side]
        script.answer("eth_chainId", .result("\"\(chain)\""))
        script.answer("eth_getBlockByNumber", .result(#"{"hash":"\#(genesis)"}"#))
        script.answer(newPayload, .result(Answers.status("VALID", "0x01")))
      }
      try await harness.withDriver { $0.start() }
      while try await harness.withDriver({ $0.core.standings.v5.wrongChain }) == nil {
        try Task.checkCancellation()
        await Task.yield()
      }
      let answer = try await harness.call(newPayload, block)
      #expect(answer["result"]?["status"] == "VALID")
      _ = try await harness.settled()
      #expect(harness.scripts.v5.count(of: newPayload) == 0)
      let refusal = await #expect(throws: ModeRefusal.self) {
        try await harness.withDriver { try $0.change(to: .v5Primary) }
      }
      #expect(refusal?.description.contains(difference) == true, "\(refusal.debugDescription)")
    }
  }

  @Test(arguments: [MigrationMode.v4Only, .parallel, .v5Primary, .canary(basisPoints: 5000)])
  func `with both engines down each operation ends in a marked error, and none is lost after`(
    mode: MigrationMode
  ) async throws {
    try await DriverHarness.run(mode, topology: .separate) { harness in
      for side in Side.allCases {
        harness.scripts[side].answer(newPayload, .result(Answers.status("VALID", "0x01")))
        try await harness.stop(side)
      }
      for (method, params) in [
        (newPayload, block), ("engine_forkchoiceUpdatedV2", #"[{"headBlockHash":"0x01"},null]"#),
        ("engine_getPayloadV2", #"["0x0000000000000001"]"#), ("eth_blockNumber", "[]"),
      ] {
        let answer = try await harness.call(method, params)
        #expect(answer["error"]?["data"]?["source"] == "lighthouse-compat", "\(answer.text)")
      }
      for side in Side.allCases { try await harness.restart(side) }
      // The probe finds v4 again.
      while try await harness.withDriver({ $0.core.standings.v4.isOffline }) {
        try Task.checkCancellation()
        await Task.yield()
      }
      let answer = try await harness.call(newPayload, block)
      #expect(answer["result"]?["status"] == "VALID", "\(answer.text)")
    }
  }
}
