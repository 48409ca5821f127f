import ABTesting
import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import LighthouseV5
import NodeIntegration
import Testing

/// Which version answers each operation.
@Suite("Feature flags", .timeLimit(.minutes(10)))
struct FlagTests {
  /// The engine that built a block, by what it writes into its extraData.
  private func builder(_ block: BuiltBlock) -> String {
    String(decoding: block.payload.v1.extraData, as: UTF8.self)
  }

  @Test("decide who answers from the next call on, and say what changed")
  func decide() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.v4Primary)
      #expect(try await node.flags == FeatureFlags())
      let first = try await harness.extend(node, slots: 1...1)[0]
      #expect(builder(first) == "v4")
      let changes = try await node.setFlags(FeatureFlags(forkchoiceUpdated: .v5))
      #expect(
        changes.map { "\($0.operation) \($0.before) \($0.after)" } == ["forkchoiceUpdated mode v5"])
      // The build belongs to whoever minted its id.
      let second = try await harness.extend(node, slots: 2...2)[0]
      #expect(builder(second) == "v5")
      #expect(try await node.compat.status.lastForkchoice == .v5)
      let back = try await node.setFlags(FeatureFlags(newPayload: .v4))
      #expect(Set(back.map(\.operation)) == [.newPayload, .forkchoiceUpdated])
      #expect(try await node.setFlags(FeatureFlags(newPayload: .v4)).isEmpty)
      let third = try await harness.extend(node, slots: 3...3)[0]
      #expect(builder(third) == "v4")
      try await harness.settle(node)
      #expect(harness.controls.v5.head == third.hash)
    }
  }

  @Test("give newPayload to v5, whose word then is the caller's")
  func newPayload() async throws {
    try await NodeHarness.run { harness in
      var routing = RoutingPolicy()
      routing.guardsAgreement = false
      let node = try await harness.node(.v4Primary, routing: routing)
      let block = try await node.buildBlock(timestamp: harness.time(1))
      harness.controls.v5.answer("engine_newPayloadV2", .error(-32602), .error(-32602))
      _ = try await node.setFlags(FeatureFlags(newPayload: .v5))
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.commitBlock(block)
      }
      guard case .call("engine_newPayload", .engine(let engineError))? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(engineError.knownCode == .invalidParams)
    }
  }

  @Test("are evaluated with a reason")
  func reasons() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.parallel, examinesEngines: false)
      _ = try await node.adoptEngineHead()
      #expect(await node.evaluate(.newPayload).reason == .static)
      _ = try await node.setFlags(FeatureFlags(newPayload: .v5))
      let flagged = await node.evaluate(.newPayload)
      #expect(flagged.reason == .targetingMatch && flagged.side == .v5 && flagged.flag == .v5)
      let other = await node.evaluate(.forkchoiceUpdated)
      #expect(other.reason == .static && other.side == .v4 && other.flag == .mode)
      try await node.compat.setMigrationMode(.canary(basisPoints: 5000))
      #expect(await node.evaluate(.forkchoiceUpdated).reason == .split)
      // One-sided modes are not for flags to change.
      try await node.compat.setMigrationMode(.v4Only)
      let alone = await node.evaluate(.newPayload)
      #expect(alone.reason == .static && alone.side == .v4 && alone.flag == .v5)
      _ = try await harness.extend(node, slots: 1...1)
      try await node.compat.setMigrationMode(.v4Primary)
      #expect(await node.evaluate(.newPayload).reason == .disabled)
    }
  }

  @Test("are set together or not at all")
  func allOrNothing() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.v4Only, sides: [.v4])
      await #expect(
        throws: NodeError.flagRefused(.getPayload, .v5, reason: "it is not configured")
      ) {
        _ = try await node.setFlags(FeatureFlags(newPayload: .v4, getPayload: .v5))
      }
      #expect(try await node.flags == FeatureFlags())
    }
  }

  @Test("do not give a frozen v5 a word")
  func frozen() async throws {
    try await NodeHarness.run { harness in
      let node = try await harness.node(.parallel)
      let block = try await node.buildBlock(timestamp: harness.time(1))
      let parent = harness.genesis.blockHash
      let invalid = PayloadStatus(status: .invalid, latestValidHash: parent).json.text
      harness.controls.v5.answer("engine_newPayloadV2", .result(invalid), .result(invalid))
      #expect(try await node.commitBlock(block) == .head(block.hash))
      try await harness.settle(node)
      while try await node.compat.status.freeze == nil, !Task.isCancelled { await Task.yield() }
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.setFlags(FeatureFlags(newPayload: .v5))
      }
      guard case .flagRefused(.newPayload, .v5, let reason)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.hasPrefix("it is frozen"))
    }
  }
}
