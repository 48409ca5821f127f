import ChainKit
import EthereumPrimitives
import DevChain
import EngineRPC
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct CanaryTests {
    @Test func aCanaryLetsEachEngineAnswerForItsBlocks() async throws {
      let slots = 24
      try await TwoEngineHarness.run(mode: .canary(basisPoints: 5_000)) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(slots)
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        let metrics = try await harness.settledMetrics()
        #expect(metrics.mismatches == 0, "\(metrics.recentDifferences)")
        #expect(metrics.ownErrors == [:] && metrics.substitutions == [:])
        let heads = [try await harness.v4.block("latest"), try await harness.v5.block("latest")]
        #expect(heads[0]["hash"] == heads[1]["hash"])
        #expect(heads[0]["hash"] == .string(caller.driver.headHash.description))
        // Each engine built blocks that both took: the bucket of the parent decides whose.
        var builders: [String: Int] = [:]
        for number in 1...slots {
          let block = try await harness.v4.block("0x" + String(number, radix: 16))
          builders[block["extraData"]?.stringValue ?? "", default: 0] += 1
        }
        #expect(
          Set(builders.keys) == [TwoEngineHarness.v4ExtraData, TwoEngineHarness.v5ExtraData],
          "\(builders)")
        // Both engines heard every operation, in the caller's order.
        let expected = caller.calls.filter(\.changesState).map(\.order)
        for engine in [harness.v4, harness.v5] {
          #expect(try await engine.log().filter(\.changesState).map(\.order) == expected)
        }
      }
    }
  }
}
