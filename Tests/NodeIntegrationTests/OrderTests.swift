import DevChain
import EngineHTTP
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import LighthouseV5
import NIOCore
import NIOPosix
import NodeIntegration
import Testing

/// One operation at a time, in the order of asking, with an end to every wait.
@Suite("Operations", .timeLimit(.minutes(10)))
struct OrderTests {
  private struct Setting {
    let node: EngineActor
    /// A block and its child.
    let blocks: [BuiltBlock]
    let control: EngineControl
    /// Lets the first block's newPayload, which the engine holds back, go on.
    let release: EventLoopPromise<Void>

    func expectHead(
      _ index: Int, _ outcome: CommitOutcome, _ location: SourceLocation = #_sourceLocation
    ) {
      #expect(outcome == .head(blocks[index].hash), sourceLocation: location)
    }
  }

  private func made(_ harness: NodeHarness) async throws -> [BuiltBlock] {
    try await NodeHarness.run { try await $0.extend(try await $0.node(), slots: 1...2) }
  }

  /// A node whose engine holds the first newPayload back.
  private func withHeldCommit(
    _ change: (inout NodeConfiguration) -> Void = { _ in },
    _ body: (Setting) async throws -> Void
  ) async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.tellsParentFirst = false
      change(&configuration)
      let blocks = try await made(harness)
      let node = try await harness.node(configuration: configuration)
      let release = harness.group.next().makePromise(of: Void.self)
      harness.controls.v4.answer("engine_newPayloadV2", .after(release.futureResult))
      _ = try await node.adoptEngineHead()
      do {
        try await body(
          Setting(
            node: node, blocks: blocks, control: harness.controls.v4, release: release))
      } catch {
        release.succeed()
        throw error
      }
      release.succeed()
    }
  }

  private static func waits(_ node: EngineActor, _ count: Int) async {
    while await node.status.waiting < count, !Task.isCancelled { await Task.yield() }
  }

  @Test("two commits asked at once are told one after the other, whole")
  func commitsKeepOrder() async throws {
    try await withHeldCommit { setting in
      async let first = setting.node.commitBlock(setting.blocks[0])
      await setting.control.wait(for: "engine_newPayloadV2")
      async let second = setting.node.commitBlock(setting.blocks[1])
      await Self.waits(setting.node, 1)
      #expect(setting.control.told.count == 1)
      setting.release.succeed()
      setting.expectHead(0, try await first)
      setting.expectHead(1, try await second)
      let names = setting.blocks.map { String($0.hash.description.prefix(10)) }
      #expect(
        setting.control.told == [
          "newPayloadV2 \(names[0])", "forkchoiceUpdatedV2 \(names[0])",
          "newPayloadV2 \(names[1])", "forkchoiceUpdatedV2 \(names[1])",
        ])
    }
  }

  @Test("many builds and commits at once never interleave")
  func nothingInterleaves() async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.maximumWaiting = 64
      let node = try await harness.node(.parallel, configuration: configuration)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for slot in UInt64(1)...16 {
          group.addTask {
            let block = try await node.buildBlock(timestamp: harness.time(slot))
            _ = try await node.commitBlock(block)
          }
        }
        try await group.waitForAll()
      }
      try await harness.settle(node)
      let commit = ["forkchoiceUpdatedV2", "newPayloadV2", "forkchoiceUpdatedV2"]
      var calls = harness.controls.v4.calls
      while !calls.isEmpty {
        if calls.prefix(2) == ["forkchoiceUpdatedV2", "getPayloadV2"] {
          calls.removeFirst(2)
        } else if calls.prefix(3) == commit[...] {
          calls.removeFirst(3)
        } else {
          Issue.record("interleaved: \(calls.prefix(4))")
          return
        }
      }
      #expect(harness.controls.v5.head == harness.controls.v4.head)
    }
  }

  @Test("beyond the bound nothing waits, and nothing is told")
  func tooBusy() async throws {
    try await withHeldCommit({ $0.maximumWaiting = 1 }) { setting in
      async let first = setting.node.commitBlock(setting.blocks[0])
      await setting.control.wait(for: "engine_newPayloadV2")
      async let second = setting.node.commitBlock(setting.blocks[1])
      await Self.waits(setting.node, 1)
      await #expect(throws: NodeError.tooBusy(waiting: 1, limit: 1)) {
        _ = try await setting.node.finalize(setting.blocks[0].hash)
      }
      // Reads pass beside what waits.
      #expect(try await setting.node.block(.earliest)?.number == 0)
      setting.release.succeed()
      _ = try await (first, second)
      #expect(await setting.node.forkchoiceState?.finalizedBlockHash == .zero)
      #expect(await setting.node.status.waiting == 0)
    }
  }

  @Test("only so many reads are under way")
  func tooManyReads() async throws {
    try await NodeHarness.run { harness in
      var configuration = harness.configuration
      configuration.maximumReads = 1
      let node = try await harness.node(configuration: configuration)
      let release = harness.group.next().makePromise(of: Void.self)
      harness.controls.v4.answer("eth_syncing", .after(release.futureResult))
      async let status = node.syncStatus()
      await harness.controls.v4.wait(for: "eth_syncing")
      await #expect(throws: NodeError.tooBusy(waiting: 1, limit: 1)) {
        _ = try await node.block(.latest)
      }
      release.succeed()
      #expect(try await status.isSynced)
      #expect(try await node.block(.latest)?.number == 0)
    }
  }

  @Test("who waits longer than its patience gives up, and the line goes on")
  func patience() async throws {
    try await withHeldCommit({ $0.patience = .zero }) { setting in
      async let first = setting.node.commitBlock(setting.blocks[0])
      await setting.control.wait(for: "engine_newPayloadV2")
      await #expect(throws: NodeError.waitedTooLong(.zero)) {
        _ = try await setting.node.commitBlock(setting.blocks[1])
      }
      setting.release.succeed()
      setting.expectHead(0, try await first)
      setting.expectHead(1, try await setting.node.commitBlock(setting.blocks[1]))
    }
  }

  @Test("a commit that is cancelled before its turn is not told at all")
  func cancelledInLine() async throws {
    try await withHeldCommit { setting in
      async let first = setting.node.commitBlock(setting.blocks[0])
      await setting.control.wait(for: "engine_newPayloadV2")
      let second = Task { try await setting.node.commitBlock(setting.blocks[1]) }
      await Self.waits(setting.node, 1)
      second.cancel()
      await #expect(throws: NodeError.cancelled) { _ = try await second.value }
      #expect(await setting.node.status.waiting == 0)
      setting.release.succeed()
      setting.expectHead(0, try await first)
      #expect(setting.control.count(of: "engine_newPayloadV2") == 1)
      let late = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await setting.node.commitBlock(setting.blocks[1])
      }
      await #expect(throws: NodeError.cancelled) { _ = try await late.value }
      #expect(setting.control.count(of: "engine_newPayloadV2") == 1)
      setting.expectHead(1, try await setting.node.commitBlock(setting.blocks[1]))
    }
  }

  @Test("a commit that is cancelled once it has begun is told to its end")
  func cancelledMidway() async throws {
    try await withHeldCommit { setting in
      let commit = Task { try await setting.node.commitBlock(setting.blocks[0]) }
      await setting.control.wait(for: "engine_newPayloadV2")
      commit.cancel()
      setting.release.succeed()
      setting.expectHead(0, try await commit.value)
      #expect(setting.control.head == setting.blocks[0].hash)
      #expect(await setting.node.forkchoiceState?.headBlockHash == setting.blocks[0].hash)
    }
  }

  @Test("an engine that hangs ends by Lighthouse's time-out, and the block can be told again")
  func hangs() async throws {
    try await NodeHarness.run { harness in
      let blocks = try await made(harness)
      let patient = try await harness.node()
      _ = try await patient.adoptEngineHead()
      var configuration = harness.configuration
      configuration.tellsParentFirst = false
      let node = try await harness.node(configuration: configuration, timeoutMultiplier: 0.02)
      harness.controls.v4.answer("engine_newPayloadV2", .never)
      let error = await #expect(throws: NodeError.self) {
        _ = try await node.commitBlock(blocks[0])
      }
      guard case .call("engine_newPayload", .engine(let engineError))? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(engineError.knownCode == .internalError)
      #expect(await node.status.counts.committed == 0)
      for block in blocks { #expect(try await patient.commitBlock(block) == .head(block.hash)) }
    }
  }

  @Test("with v5 as authority an engine that hangs costs no block")
  func hangsAsAuthority() async throws {
    try await NodeHarness.run { harness in
      var routing = RoutingPolicy()
      routing.budgets.stateChanging = .milliseconds(50)
      routing.budgets.getPayload = .milliseconds(50)
      let node = try await harness.node(.v5Primary, routing: routing)
      _ = try await harness.extend(node, slots: 1...2)
      harness.controls.v5.answer("engine_newPayloadV2", .never)
      let blocks = try await harness.extend(node, slots: 3...5)
      #expect(harness.controls.v4.head == blocks[2].hash)
      #expect(await node.status.counts.failed == 0)
    }
  }
}
