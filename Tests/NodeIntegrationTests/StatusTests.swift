import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import LighthouseV5
import NodeIntegration
import Testing

/// What engines say of blocks, and what the actor makes of it.
@Suite("What the engine says", .timeLimit(.minutes(10)))
struct StatusTests {
  private static func status(_ word: String, _ hash: Hash32?) -> String {
    PayloadStatus(
      status: PayloadStatus.Status(rawValue: word) ?? .syncing, latestValidHash: hash,
      validationError: word == "INVALID" ? "bad state root" : nil
    ).json.text
  }

  private static func forkchoice(_ word: String, _ hash: Hash32?) -> String {
    #"{"payloadStatus":\#(status(word, hash)),"payloadId":null}"#
  }

  @Test("INVALID is an error with both hashes, and the chain goes on")
  func invalid() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let parent = try await harness.extend(node, slots: 1...1)[0].hash
      let block = try await node.buildBlock(timestamp: harness.time(2))
      harness.controls.v4.answer(
        "engine_newPayloadV2", .result(Self.status("INVALID", parent)),
        .result(Self.status("INVALID_BLOCK_HASH", nil)))
      await #expect(
        throws: NodeError.invalid(
          block: block.hash, latestValidHash: parent, detail: "bad state root")
      ) { _ = try await node.commitBlock(block) }
      let heads = harness.controls.v4.count(of: "engine_forkchoiceUpdatedV2")
      await #expect(
        throws: NodeError.invalid(block: block.hash, latestValidHash: nil, detail: nil)
      ) { _ = try await node.commitBlock(block) }
      // An INVALID block is never told as head: only its parent was.
      #expect(harness.controls.v4.count(of: "engine_forkchoiceUpdatedV2") == heads + 1)
      #expect(harness.controls.v4.head == parent)
      #expect(await node.forkchoiceState?.headBlockHash == parent)
      #expect(await node.status.counts.invalid == 2)
    }
  }

  @Test("a payload that is not its hash is INVALID with null")
  func malformed() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let block = try await node.buildBlock(timestamp: harness.time(1))
      guard case .capella(var payload) = block.request else {
        Issue.record("no Capella payload")
        return
      }
      payload.gasUsed = 7
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.commitBlock(.capella(payload))
      }
      guard case .invalid(block.hash, nil, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try await node.commitBlock(block) == .head(block.hash))
    }
  }

  @Test(
    "SYNCING and ACCEPTED are told apart, and the block is told as head all the same",
    arguments: [
      ("SYNCING", CommitOutcome.syncing(.zero)), ("ACCEPTED", CommitOutcome.accepted(.zero)),
    ])
  func undecided(word: String, outcome: CommitOutcome) async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.tellsParentFirst = false
      let node = try await harness.node(configuration: configuration)
      let block = try await node.buildBlock(timestamp: harness.time(1))
      let head = try #require(await node.forkchoiceState?.headBlockHash)
      harness.controls.v4.answer("engine_newPayloadV2", .result(Self.status(word, nil)))
      harness.controls.v4.answer(
        "engine_forkchoiceUpdatedV2", .result(Self.forkchoice("SYNCING", nil)))
      let actual = try await node.commitBlock(block)
      switch outcome {
      case .syncing: #expect(actual == .syncing(block.hash))
      case .accepted: #expect(actual == .accepted(block.hash))
      case .head: Issue.record("not in the table")
      }
      #expect(harness.controls.v4.calls.suffix(2) == ["newPayloadV2", "forkchoiceUpdatedV2"])
      #expect(await node.forkchoiceState?.headBlockHash == head)
      #expect(await node.status.counts.undecided == 1)
      #expect(try await node.commitBlock(block) == .head(block.hash))
    }
  }

  @Test("a block whose parent the engine lacks is undecided until the parent is there")
  func unknownParent() async throws {
    let blocks = try await NodeHarness.run { harness in
      try await harness.extend(try await harness.node(), slots: 1...2)
    }
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let outcome = try await node.commitBlock(blocks[1].request)
      #expect(outcome == .syncing(blocks[1].hash) || outcome == .accepted(blocks[1].hash))
      #expect(await node.forkchoiceState?.headBlockHash == harness.genesis.blockHash)
      await #expect(throws: NodeError.undecided(block: blocks[1].hash, .syncing)) {
        _ = try await node.buildBlock(timestamp: harness.time(3), parent: blocks[1].hash)
      }
      for block in blocks { #expect(try await node.commitBlock(block) == .head(block.hash)) }
    }
  }

  @Test("VALID with another block's hash is no VALID")
  func contradictory() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let block = try await node.buildBlock(timestamp: harness.time(1))
      harness.controls.v4.answer("engine_newPayloadV2", .result(Self.status("VALID", .zero)))
      await #expect(
        throws: NodeError.call(
          "engine_newPayload", .validWithOtherHash(expected: block.hash, actual: .zero))
      ) { _ = try await node.commitBlock(block) }
      #expect(harness.controls.v4.head == harness.genesis.blockHash)
    }
  }

  @Test("another build than asked for, and none at all, are refused")
  func otherBuild() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      let first = try await node.buildBlock(timestamp: harness.time(1))
      harness.controls.v4.answer("engine_getPayloadV2", .result(first.built.json.text))
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.buildBlock(timestamp: harness.time(2))
      }
      guard case .otherBuild(let difference)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(difference.member == "timestamp")
      #expect(difference.expected == "\(harness.time(2))")
      #expect(difference.actual == "\(harness.time(1))")
      let genesis = harness.genesis.blockHash
      harness.controls.v4.answer(
        "engine_forkchoiceUpdatedV2", .result(Self.forkchoice("VALID", genesis)))
      await #expect(throws: NodeError.noPayloadID(parent: genesis)) {
        _ = try await node.buildBlock(timestamp: harness.time(2))
      }
    }
  }

  @Test("an engine's error keeps its code")
  func engineError() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node()
      harness.controls.v4.answer("engine_getPayloadV2", .error(-38001))
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.buildBlock(timestamp: harness.time(1))
      }
      guard case .call("engine_getPayload", .engine(let engineError))? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(engineError.knownCode == .unknownPayload)
    }
  }
}
