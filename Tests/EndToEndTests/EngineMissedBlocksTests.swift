import ChainKit
import EthereumPrimitives
import DevChain
import EngineRPC
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineMissedBlocksTests {
    private static let missed = 50

    @Test(
      "an engine that missed fifty blocks is brought level before it may answer",
      arguments: [false, true])
    func anEngineThatMissedFiftyBlocksIsBroughtLevel(losesItsState: Bool) async throws {
      try await TwoEngineHarness.run(mode: .parallel, v5TimeoutMultiplier: 0.5) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(4)
        _ = try await harness.settledMetrics()
        let engine = harness.v5
        engine.stop()
        try await caller.runSlots(Self.missed)
        await #expect(throws: ModeRefusal.self) { try await harness.change(to: .v5Primary) }
        if losesItsState { try await harness.replaceV5() } else { engine.resume() }
        let status = try await harness.level(.v5)
        guard case .level(let number, let imported)? = status.sides.last?.catchUp else {
          return #expect(status.sides.last?.catchUp == nil, "never brought level")
        }
        #expect(number == UInt64(4 + Self.missed))
        #expect(imported >= Self.missed - 2, "\(imported)")
        #expect(try await harness.v5.block("latest")["hash"] == harness.v4.block("latest")["hash"])

        // Now it may answer, and does.
        try await harness.change(to: .v5Primary)
        try await caller.runSlots(3)
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        let head = try await harness.v5.block("latest")
        #expect(head["hash"] == .string(caller.driver.headHash.description))
        #expect(head["extraData"] == .string(TwoEngineHarness.v5ExtraData))
        #expect(try await harness.settledMetrics().mismatches == 0)
      }
    }
  }
}
