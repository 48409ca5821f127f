import ChainKit
import DevChain
import EngineRPC
import EthereumPrimitives
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct CancunInV5OnlyTests {
    @Test func aChainCrossesCancunInV5Only() async throws {
      let slots = 16
      let cancunSlots = slots - ChainGenesis.firstCancunBlock + 1
      try await TwoEngineHarness.run(.cancun, mode: .v5Only) { harness in
        var caller = try await ChainCaller(harness, dialect: .v5)
        try await caller.runSlots(slots)
        let metrics = try await harness.settledMetrics()
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        #expect(caller.driver.counts.blocks == slots)
        #expect(caller.transactionsInBlocks == slots * ChainCaller.transactionsPerSlot)
        #expect(metrics.ownErrors == [:])
        #expect(metrics.operationsCompared == 0)

        let head = try await harness.v5.block("latest")
        #expect(head["hash"] == .string(caller.driver.headHash.description))
        #expect(head["extraData"] == .string(TwoEngineHarness.v5ExtraData))
        #expect(head["parentBeaconBlockRoot"]?.stringValue?.count == 66)
        let last = try await harness.v5.block("0x7")
        #expect(last["parentBeaconBlockRoot"] ?? .null == .null)

        let methods = try await harness.v5.log().map(\.method)
        for (method, count) in [
          ("engine_newPayloadV2", slots - cancunSlots), ("engine_newPayloadV3", cancunSlots),
          ("engine_getPayloadV2", slots - cancunSlots), ("engine_getPayloadV3", cancunSlots),
          ("engine_forkchoiceUpdatedV2", slots - cancunSlots),
        ] {
          #expect(methods.count { $0 == method } == count, "\(method)")
        }
        let stateChanges = try await harness.v4.log().filter(\.changesState)
        #expect(stateChanges == [], "v4's engine is not called in v5Only")
      }
    }
  }
}
