import DevChain
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import LighthouseV5
import NodeIntegration
import Testing

/// Whole chains through the actor.
@Suite("A node's chain", .timeLimit(.minutes(10)))
struct ChainTests {
  @Test(
    "grows by a block a slot in every mode, with both engines at one head",
    arguments: [
      MigrationMode.v4Only, .v5Only, .parallel, .v4Primary, .v5Primary,
      .canary(basisPoints: 5000),
    ])
  func grows(mode: MigrationMode) async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(mode)
      var runner = SlotRunner(
        node: node, genesisHash: harness.genesis.blockHash,
        genesisTimestamp: harness.genesis.blockTimestamp, forks: harness.genesis.forks)
      for slot in 1...20 {
        guard case .head = await runner.runSlot() else {
          Issue.record("slot \(slot): \(runner.misses)")
          return
        }
      }
      try await harness.settle(node)
      for side in mode.sides {
        #expect(harness.controls[side].head == runner.headHash)
        #expect(harness.controls[side].finalized == runner.finalizedHash)
      }
      let status = await node.status
      #expect(status.counts.built == 20 && status.counts.committed == 20)
      #expect(status.counts.finalized == 18 && status.counts.failed == 0)
      #expect(status.forkchoice?.headBlockHash == runner.headHash)
      #expect(status.forkchoice?.finalizedBlockHash == runner.finalizedHash)
      let sync = try await node.syncStatus()
      #expect(sync.isSynced && sync.head?.number == 20)
      let metrics = node.compat.metrics.snapshot
      #expect(metrics.mismatches == 0 && metrics.bothErrors == 0)
      #expect((metrics.operationsCompared > 0) == mode.isTwoSided)
    }
  }

  @Test("is told as Alys tells it: head, build, parent, payload, head, finalized")
  func callsOfASlot() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.v4Only)
      let blocks = try await harness.extend(node, slots: 1...1)
      _ = try await node.finalize(blocks[0].hash)
      #expect(
        harness.controls.v4.calls == [
          "forkchoiceUpdatedV2", "getPayloadV2", "forkchoiceUpdatedV2", "newPayloadV2",
          "forkchoiceUpdatedV2", "forkchoiceUpdatedV2",
        ])
      #expect(harness.controls.v5.calls.isEmpty)
    }
  }

  @Test("credits the withdrawals that a block is built with")
  func withdrawals() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.parallel)
      let pegIn = Withdrawal(
        index: 0, validatorIndex: 0, address: SlotDriverOptions().pegInAddress, amount: 5)
      let randao = Keccak256.hash([1])
      let block = try await node.buildBlock(
        timestamp: harness.time(1), withdrawals: [pegIn, pegIn], prevRandao: randao)
      #expect(block.payload.withdrawals == [pegIn, pegIn])
      #expect(block.payload.v1.prevRandao == randao)
      #expect(block.payload.v1.feeRecipient.description.hasSuffix("dead"))
      #expect(try await node.commitBlock(block) == .head(block.hash))
    }
  }

  @Test("crosses Cancun in v5Only; what the fork asks for is asked for")
  func crossesCancun() async throws {
    try await NodeHarness.run("geth-cancun-transition") { harness in
      let node = try await harness.node(.v5Only)
      var runner = SlotRunner(
        node: node, genesisHash: harness.genesis.blockHash,
        genesisTimestamp: harness.genesis.blockTimestamp, forks: harness.genesis.forks)
      for _ in 1...10 { _ = await runner.runSlot() }
      #expect(runner.counts.blocks == 10, "\(runner.misses)")
      #expect(await node.payload(runner.headHash)?.payload.fork == .cancun)
      let time = harness.time(11)
      await #expect(throws: NodeError.parentBeaconBlockRootNeeded(timestamp: time)) {
        _ = try await node.buildBlock(timestamp: time)
      }
      #expect(harness.controls.v5.count(of: "engine_newPayloadV3") > 0)
      let block = try await node.buildBlock(timestamp: time, parentBeaconBlockRoot: .zero)
      #expect(try await node.commitBlock(block) == .head(block.hash))
    }
  }

  @Test("has no withdrawals before Shanghai")
  func paris() async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.forks = ForkSchedule(shanghaiTime: harness.time(5))
      let node = try await harness.node(.v4Only, configuration: configuration)
      let pegIn = Withdrawal(index: 0, validatorIndex: 0, address: .zero, amount: 1)
      await #expect(
        throws: NodeError.withdrawalsBeforeShanghai(count: 1, timestamp: harness.time(1))
      ) { _ = try await node.buildBlock(timestamp: harness.time(1), withdrawals: [pegIn]) }
      #expect(harness.controls.v4.calls.isEmpty)
    }
  }

  @Test("goes on where the engine is after a restart of the node")
  func restart() async throws {
    try await NodeHarness.run { harness in
      let blocks = try await harness.extend(try await harness.node(), slots: 1...3)
      let finalizer = try await harness.node()
      _ = try await finalizer.finalize(blocks[1].hash)
      let node = try await harness.node()
      #expect(await node.forkchoiceState == nil)
      let state = try await node.adoptEngineHead()
      #expect(state.headBlockHash == blocks[2].hash)
      #expect(state.finalizedBlockHash == blocks[1].hash)
      #expect(state.safeBlockHash == blocks[1].hash)
      let next = try await harness.extend(node, slots: 4...4)
      #expect(next[0].payload.v1.parentHash == blocks[2].hash)
    }
  }
}
