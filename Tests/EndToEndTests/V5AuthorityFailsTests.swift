import ChainKit
import EthereumPrimitives
import DevChain
import EngineRPC
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct V5AuthorityFailsTests {
    @Test(
      "an authority that is killed in the middle of a request costs the caller nothing",
      arguments: [MigrationMode.v5Primary, .canary(basisPoints: 10_000)])
    func anAuthorityThatIsKilledCostsTheCallerNothing(mode: MigrationMode) async throws {
      try await TwoEngineHarness.run(mode: mode) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(4)
        // It has the request and sits on it while it is killed.
        try await harness.v5.setFault(.delay, method: "engine_newPayload", seconds: 30)
        async let killed: Void = Self.killOnceAsked(harness.v5)
        try await caller.runSlots(1)
        try await killed
        try await caller.runSlots(8)
        let status = try await harness.status()
        #expect(status.authority == .v4 && status.mode == mode)
        try Self.expectUnharmed(caller)
        _ = try await harness.settledMetrics()
        let head = try await harness.v4.block("latest")
        #expect(head["hash"] == .string(caller.driver.headHash.description))

        // It comes back without its state, is brought level, and answers again.
        try await harness.replaceV5()
        #expect(try await harness.level(.v5).authority == .v5)
        try await caller.runSlots(2)
        try Self.expectUnharmed(caller)
        let again = try await harness.v5.block("latest")
        #expect(again["hash"] == .string(caller.driver.headHash.description))
        #expect(again["extraData"] == .string(TwoEngineHarness.v5ExtraData))
      }
    }

    @Test(
      "an authority that goes wrong is answered for by the other side",
      arguments: [EngineFault.garbage, .truncate, .status500, .wrongId, .close])
    func anAuthorityThatGoesWrongIsAnsweredFor(fault: EngineFault) async throws {
      try await TwoEngineHarness.run(mode: .v5Primary) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(3)
        try await harness.v5.setFault(fault)
        try await caller.runSlots(6)
        try Self.expectUnharmed(caller)
        try await harness.v5.setFault(.none)
        _ = try await harness.level(.v5)
        try await caller.runSlots(2)
        try Self.expectUnharmed(caller)
        _ = try await harness.settledMetrics()
        let heads = [try await harness.v4.block("latest"), try await harness.v5.block("latest")]
        #expect(heads[0]["hash"] == heads[1]["hash"])
      }
    }

    /// Waits until the engine has been asked for a second payload, and kills it.
    private static func killOnceAsked(_ engine: EELSEngine) async throws {
      let before = try await engine.log().count { $0.method.hasPrefix("engine_newPayload") }
      while try await engine.log().count(where: { $0.method.hasPrefix("engine_newPayload") })
        == before
      {
        try Task.checkCancellation()
        await Task.yield()
      }
      try await engine.kill()
    }

    private static func expectUnharmed(_ caller: ChainCaller) throws {
      #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
      let errors = caller.answers.filter { $0.contains("\"error\":") }
      #expect(errors.isEmpty, "\(errors)")
    }
  }
}
