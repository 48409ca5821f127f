import DevChain
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import NodeIntegration
import Testing

@Suite("Finality", .timeLimit(.minutes(10)))
struct FinalityTests {
  /// A block on the one of a slot, as another node would have made it: engines build on no ancestor
  /// of their head.
  private func rival(on slot: UInt64) async throws -> BuiltBlock {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      _ = try await harness.extend(node, slots: 1...slot)
      return try await node.buildBlock(timestamp: harness.time(9))
    }
  }

  @Test("moves forward along the chain, is told to the engine, and is idempotent")
  func forward() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let blocks = try await harness.extend(node, slots: 1...5)
      for block in [blocks[1], blocks[1], blocks[3], blocks[4]] {
        let state = try await node.finalize(block.hash)
        #expect(state.finalizedBlockHash == block.hash && state.safeBlockHash == block.hash)
        #expect(state.headBlockHash == blocks[4].hash)
        #expect(await node.forkchoiceState == state)
        #expect(harness.controls.v4.finalized == block.hash)
        #expect(try await node.block(.safe)?.hash == block.hash)
      }
    }
  }

  @Test("never goes back, nor sideways, nor to what nobody knows")
  func refusals() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let blocks = try await harness.extend(node, slots: 1...4)
      let genesis = harness.genesis.blockHash
      let side = try await rival(on: 3)
      #expect(try await node.commitBlock(side) == .head(side.hash))
      #expect(try await node.commitBlock(blocks[3]) == .head(blocks[3].hash))
      _ = try await node.finalize(blocks[2].hash)
      let told = harness.controls.v4.told
      let finalized = blocks[2].hash
      for block in [genesis, blocks[0].hash, blocks[1].hash] {
        await #expect(throws: NodeError.finalizedBackwards(asked: block, finalized: finalized)) {
          _ = try await node.finalize(block)
        }
      }
      await #expect(throws: NodeError.notAncestor(asked: side.hash, head: blocks[3].hash)) {
        _ = try await node.finalize(side.hash)
      }
      let unknown = Keccak256.hash([9])
      // The node knows its ancestry down to the genesis, and this is no part of it.
      await #expect(throws: NodeError.notAncestor(asked: unknown, head: blocks[3].hash)) {
        _ = try await node.finalize(unknown)
      }
      let restarted = try await harness.node()
      for block in [Hash32.zero, unknown] {
        await #expect(throws: NodeError.unknownBlock(block)) {
          _ = try await restarted.finalize(block)
        }
      }
      #expect(harness.controls.v4.told == told)
      #expect(await node.forkchoiceState?.finalizedBlockHash == finalized)
    }
  }

  @Test("keeps blocks out that do not descend from it")
  func conflicts() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let rival = try await node.buildBlock(timestamp: harness.time(9))
      let blocks = try await harness.extend(node, slots: 1...2)
      _ = try await node.finalize(blocks[0].hash)
      let told = harness.controls.v4.told
      let expected = NodeError.conflictsWithFinalized(
        block: rival.hash, finalized: blocks[0].hash)
      await #expect(throws: expected) { _ = try await node.commitBlock(rival) }
      let genesis = harness.genesis.blockHash
      await #expect(
        throws: NodeError.conflictsWithFinalized(block: genesis, finalized: blocks[0].hash)
      ) { _ = try await node.buildBlock(timestamp: harness.time(9), parent: genesis) }
      #expect(harness.controls.v4.told == told)
    }
  }

  @Test("beyond what the node remembers, the engine has the word")
  func forgotten() async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.knownAncestors = CacheLimits(entries: 2)
      let node = try await harness.node(configuration: configuration)
      let blocks = try await harness.extend(node, slots: 1...6)
      _ = try await node.finalize(blocks[2].hash)
      #expect(harness.controls.v4.finalized == blocks[2].hash)
      let side = try await rival(on: 4)
      #expect(try await node.commitBlock(side) == .head(side.hash))
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.finalize(blocks[4].hash)
      }
      #expect(error != nil)
      #expect(await node.forkchoiceState?.finalizedBlockHash == blocks[2].hash)
    }
  }

  @Test("is not moved where the engine refuses it")
  func refusedByEngine() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let blocks = try await harness.extend(node, slots: 1...2)
      harness.controls.v4.answer("engine_forkchoiceUpdatedV2", .error(-38002))
      await #expect(throws: NodeError.self) { _ = try await node.finalize(blocks[0].hash) }
      #expect(await node.forkchoiceState?.finalizedBlockHash == .zero)
    }
  }
}
