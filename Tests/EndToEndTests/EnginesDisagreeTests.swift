import ChainKit
import DevChain
import EngineRPC
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EnginesDisagreeTests {
    @Test(
      "what v5 says of a block that v4 denies never reaches the caller",
      arguments: [Side.v4, .v5])
    func whatV5SaysOfABlockThatV4DeniesNeverReachesTheCaller(liar: Side) async throws {
      try await TwoEngineHarness.run(mode: .v5Primary) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(4)
        _ = try await harness.settledMetrics()
        let engine = liar == .v4 ? harness.v4 : harness.v5
        try await engine.setFault(.invalid, method: "engine_newPayload")
        try await caller.runSlots(1)
        let last = caller.answers.last { $0.hasPrefix("engine_newPayload") } ?? ""
        #expect(last.contains(liar == .v4 ? "INVALID" : "\"VALID\""), "\(last)")
        #expect(caller.driver.counts.missed == (liar == .v4 ? 1 : 0), "\(caller.driver.misses)")
        let status = try await harness.status()
        #expect(status.mode == .parallel && status.authority == .v4)
        #expect(status.freeze?.contains("disagree") == true, "\(status.freeze ?? "none")")
        await #expect(throws: ModeRefusal.self) { try await harness.change(to: .v5Primary) }
      }
    }
  }
}
