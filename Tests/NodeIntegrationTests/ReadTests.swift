import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import LighthouseV5
import NodeIntegration
import Testing

@Suite("Reads and caches", .timeLimit(.minutes(10)))
struct ReadTests {
  @Test("blocks are found by tag, number and hash")
  func blocks() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.parallel)
      let genesis = harness.genesis.blockHash
      #expect(try await node.block(.finalized) == nil)
      #expect(try await node.block(.safe) == nil)
      let blocks = try await harness.extend(node, slots: 1...3)
      _ = try await node.finalize(blocks[0].hash)
      let table: [(BlockQuery, Hash32?)] = [
        (.latest, blocks[2].hash), (.finalized, blocks[0].hash), (.safe, blocks[0].hash),
        (.earliest, genesis), (.number(2), blocks[1].hash), (.number(9), nil),
        (.number(.max), nil), (.hash(blocks[1].hash), blocks[1].hash), (.hash(.zero), nil),
      ]
      for (query, hash) in table {
        #expect(try await node.block(query)?.hash == hash, "\(query)")
      }
      let block = try #require(try await node.block(.hash(blocks[2].hash)))
      #expect(block.number == 3 && block.parentHash == blocks[1].hash)
      #expect(block.timestamp == harness.time(3))
      #expect(block.stateRoot == blocks[2].payload.v1.stateRoot)
    }
  }

  @Test("a block by hash is asked once; what is not the block asked for is refused")
  func memory() async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.blockCache = CacheLimits(entries: 2)
      let node = try await harness.node(configuration: configuration)
      let blocks = try await harness.extend(node, slots: 1...4)
      let asked = harness.controls.v4.count(of: "eth_getBlockByHash")
      for _ in 0..<3 { _ = try await node.block(.hash(blocks[0].hash)) }
      #expect(harness.controls.v4.count(of: "eth_getBlockByHash") == asked + 1)
      for block in blocks { _ = try await node.block(.hash(block.hash)) }
      let counts = await node.status.blocks
      #expect(counts.entries == 2 && counts.evictions > 0 && counts.hits > 0)
      let other = #"""
        {"hash":"\#(blocks[0].hash)","parentHash":"\#(Hash32.zero)","number":"0x1",
         "timestamp":"0x1","stateRoot":"\#(Hash32.zero)"}
        """#
      harness.controls.v4.answer("eth_getBlockByNumber", .result(other))
      await #expect(
        throws: NodeError.otherBlock(asked: .number(2), actual: blocks[0].hash)
      ) { _ = try await node.block(.number(2)) }
      harness.controls.v4.answer("eth_getBlockByNumber", .result(#"{"hash":"0x1"}"#))
      await #expect(throws: NodeError.self) { _ = try await node.block(.number(2)) }
    }
  }

  @Test("whether the engine syncs, and whether it stands where the node does")
  func syncStatus() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let early = try await node.syncStatus()
      #expect(early.isSynced && early.nodeHead == nil && early.head?.number == 0)
      let head = try await harness.extend(node, slots: 1...1)[0].hash
      harness.controls.v4.answer(
        "eth_syncing",
        .result(#"{"startingBlock":"0x0","currentBlock":"0x5","highestBlock":"0x9","x":[1]}"#),
        .result("true"))
      let syncing = try await node.syncStatus()
      #expect(!syncing.isSynced && syncing.nodeHead == head)
      #expect(syncing.progress?.currentBlock == 5 && syncing.progress?.highestBlock == 9)
      await #expect(throws: NodeError.self) { _ = try await node.syncStatus() }
      let other = try await harness.node()
      _ = try await harness.extend(other, slots: 2...2)
      #expect(try await !node.syncStatus().isSynced)
    }
  }

  @Test("payloads are kept by id and hash, the latest of them")
  func payloads() async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.payloadCache = CacheLimits(entries: 4)
      let node = try await harness.node(configuration: configuration)
      let blocks = try await harness.extend(node, slots: 1...10)
      let status = await node.status
      #expect(status.payloads.entries == 4 && status.payloads.evictions == 6)
      for (index, block) in blocks.enumerated() {
        let expected = index < 6 ? nil : block.request
        #expect(await node.payload(block.hash) == expected)
        #expect(await node.payload(block.payloadId) == expected)
      }
      #expect(await node.payload(PayloadID.zero) == nil)
    }
  }

  @Test("what would change state is not read")
  func onlyReads() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      for method in ["engine_newPayloadV2", "eth_sendRawTransaction", "debug_setHead"] {
        await #expect(throws: EngineCallError.self) {
          let _: PayloadStatus = try await node.compat.read(method, [])
        }
      }
      #expect(harness.controls.v4.count(of: "eth_sendRawTransaction") == 0)
    }
  }
}
