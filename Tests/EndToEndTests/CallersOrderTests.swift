import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct CallersOrderTests {
    @Test("the engine sees forkchoices in the caller's order", arguments: CallerDialect.allCases)
    func theEngineSeesForkchoicesInTheCallersOrder(dialect: CallerDialect) async throws {
      // Seven calls each: no more than the lane's room for what is not in the engine's order.
      let slots = 9
      try await TwoEngineHarness.run(mode: .parallel) { harness in
        // v5's engine falls behind, so that what it gets has waited for its turn.
        try await harness.v5.setFault(.delay, method: "engine_newPayload", seconds: 0.05)
        var caller = try await ChainCaller(harness, dialect: dialect)
        try await caller.runSlots(slots)
        let metrics = try await harness.settledMetrics()
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        #expect(metrics.mismatches == 0)
        #expect(metrics.skipped.v5 == [:])

        let expected = caller.calls.filter(\.changesState).map(\.order)
        #expect(expected.count == 4 * slots)
        for engine in [harness.v4, harness.v5] {
          let seen = try await engine.log().filter(\.changesState)
          #expect(seen.map(\.order) == expected)
          // A forkchoice that overtakes its payload would be SYNCING.
          #expect(seen.allSatisfy { $0.outcome == "VALID" })
        }
      }
    }
  }
}
