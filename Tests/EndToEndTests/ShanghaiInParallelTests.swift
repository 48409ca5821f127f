import ChainKit
import DevChain
import EngineRPC
import EthereumPrimitives
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct ShanghaiInParallelTests {
    @Test func aShanghaiChainWithTransactionsRunsInParallel() async throws {
      let slots = 16
      try await TwoEngineHarness.run(mode: .parallel) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(slots)
        let metrics = try await harness.settledMetrics()
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        #expect(caller.driver.counts.blocks == slots)
        #expect(caller.transactionsInBlocks == slots * ChainCaller.transactionsPerSlot)

        let heads = [try await harness.v4.block("latest"), try await harness.v5.block("latest")]
        let hash = JSONValue.string(caller.driver.headHash.description)
        #expect(heads.map { $0["hash"] } == [hash, hash])
        #expect(heads[0]["number"] == "0x10")
        // v4 is the authority: its engine built the block, in v5's engine too.
        #expect(heads[1]["extraData"] == .string(TwoEngineHarness.v4ExtraData))
        let finalized = [
          try await harness.v4.block("finalized"), try await harness.v5.block("finalized"),
        ]
        #expect(finalized[0]["hash"] == finalized[1]["hash"])
        #expect(finalized[0]["number"] == "0xc")

        let differences = metrics.recentDifferences.joined(separator: "\n")
        #expect(metrics.verdicts["engine_newPayload"] == [.match: slots], "\(differences)")
        #expect(
          metrics.verdicts["engine_forkchoiceUpdated"] == [.match: 3 * slots], "\(differences)")
        // The builds differ in their extra data, as they may.
        #expect(metrics.verdicts["engine_getPayload"] == [.tolerated: slots], "\(differences)")
        #expect(
          metrics.verdicts["eth_sendRawTransaction"]
            == [.match: slots * ChainCaller.transactionsPerSlot], "\(differences)")
        #expect(metrics.mismatches == 0, "\(differences)")
        #expect(metrics.failures.v4 == [:])
        #expect(metrics.failures.v5 == [:])
        #expect(metrics.ownErrors == [:])
      }
    }
  }
}
