import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineAnswersProbesOnlyTests {
    @Test("an engine that answers probes and refuses payloads is probed once a second")
    func anEngineThatAnswersProbesOnlyIsProbedOnceASecond() async throws {
      try await TwoEngineHarness.run(mode: .parallel) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(3)
        _ = try await harness.settledMetrics()
        let clock = ContinuousClock()
        let (before, begin) = (try await Self.probes(harness.v5), clock.now)
        try await harness.v5.setFault(.status500, method: "engine_newPayload")
        try await caller.runSlots(40)
        let seconds = Int((clock.now - begin) / .seconds(1))
        let probes = try await Self.probes(harness.v5) - before
        // At once when it first fails, and then once a second.
        #expect((1...seconds + 2).contains(probes), "\(probes) in \(seconds) s")
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
      }
    }

    private static func probes(_ engine: EELSEngine) async throws -> Int {
      try await engine.log().count { $0.method == "engine_exchangeCapabilities" }
    }
  }
}
