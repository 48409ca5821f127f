import ChainKit
import DevChain
import EngineRPC
import EthereumPrimitives
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct V4CallerCrossesCancunTests {
    @Test func aCallerThatSpeaksV4CrossesCancunInV5Only() async throws {
      let slots = 16
      try await TwoEngineHarness.run(.cancun, mode: .v5Only) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(slots)
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        #expect(caller.driver.counts.blocks == slots)
        // The caller said V2 all along, and saw nothing of Deneb.
        #expect(caller.calls.allSatisfy { !$0.method.hasSuffix("V3") })
        #expect(!caller.answers.contains { $0.contains("blobGasUsed") })
        let head = try await harness.v5.block("latest")
        #expect(head["hash"] == .string(caller.driver.headHash.description))
        #expect(head["parentBeaconBlockRoot"]?.stringValue == Hash32.zero.description)
        #expect(head["transactions"]?.arrayValue?.count == ChainCaller.transactionsPerSlot)
        let methods = try await harness.v5.log().map(\.method)
        let cancunSlots = slots - ChainGenesis.firstCancunBlock + 1
        #expect(methods.count { $0 == "engine_newPayloadV3" } == cancunSlots)
        #expect(methods.count { $0 == "engine_getPayloadV3" } == cancunSlots)
      }
    }
  }
}
