import ChainKit
import DevChain
import EngineRPC
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct OneEngineForBothTests {
    @Test("an engine that turns out to be both sides' is told everything once, in every mode")
    func anEngineThatIsBothSidesIsToldEverythingOnce() async throws {
      try await TwoEngineHarness.run(mode: .parallel, shared: true) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        // Each payload may tell, and none has to: the engine may be asked too late.
        var payloads = 0
        while payloads < 8, try await harness.status().topology != .shared {
          try await caller.runSlots(1)
          payloads += 1
        }
        #expect(try await harness.status().topology == .shared)
        for mode in [
          MigrationMode.v4Primary, .canary(basisPoints: 5_000), .v5Primary, .v5Only, .parallel,
          .v4Only,
        ] {
          try await harness.change(to: mode)
          try await caller.runSlots(2)
        }
        let metrics = try await harness.settledMetrics()
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        let seen = try await harness.v4.log().filter(\.changesState).map(\.order)
        #expect(seen == caller.calls.filter(\.changesState).map(\.order))
        #expect(try await harness.v5.log().isEmpty, "the other engine is nobody's")
        #expect(metrics.mismatches == 0)
        #expect((metrics.verdicts["engine_newPayload"]?[.match] ?? 0) > 0)
      }
    }
  }
}
