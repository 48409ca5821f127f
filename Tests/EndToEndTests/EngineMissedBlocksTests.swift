import ChainKit
import EthereumPrimitives
import DevChain
import EngineRPC
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct EngineMissedBlocksTests {
    private static let missed = 50

    @Test(
      "an engine that missed fifty blocks is brought level before it may answer",
      arguments: [false, true])
    func anEngineThatMissedFiftyBlocksIsBroughtLevel(losesItsState: Bool) async throws {
      try await TwoEngineHarness.run(mode: .parallel, v5TimeoutMultiplier: 0.5) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(4)
        _ = try await harness.settledMetrics()
        let engine = harness.v5
        engine.stop()
        try await caller.runSlots(Self.missed)
        await #expect(throws: ModeRefusal.self) { try await harness.change(to: .v5Primary) }
        if losesItsState { try await harness.replaceV5() } else { engine.resume() }
        let status = try await harness.level(.v5)
        guard case .level(let number, let imported)? = status.sides.last?.catchUp else {
          return #expect(status.sides.last?.catchUp == nil, "never brought level")
        }
        #expect(number == UInt64(4 + Self.missed))
        #expect(imported >= Self.missed - 2, "\(imported)")
        #expect(try await harness.v5.block("latest")["hash"] == harness.v4.block("latest")["hash"])

        // Now it may answer, and does.
        try await harness.change(to: .v5Primary)
        try await caller.runSlots(3)
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        let head = try await harness.v5.block("latest")
        #expect(head["hash"] == .string(caller.driver.headHash.description))
        #expect(head["extraData"] == .string(TwoEngineHarness.v5ExtraData))
        #expect(try await harness.settledMetrics().mismatches == 0)
      }
    }

    @Test("an engine that missed the newest payload is not level before the caller's head is there")
    func anEngineThatMissedTheNewestPayloadIsNotLevel() async throws {
      try await TwoEngineHarness.run(mode: .canary(basisPoints: 10_000)) { harness in
        var caller = try await ChainCaller(harness, dialect: .v4)
        try await caller.runSlots(3)
        // Whoever did not answer has the head as well.
        _ = try await harness.settledMetrics()
        let payload = try await Self.build(on: caller.driver.headHash.description, harness)
        let block = try #require(payload["blockHash"])
        try await harness.v5.setFault(.garbage, method: "engine_newPayload")
        let given = try await harness.call("engine_newPayloadV2", [payload], id: 3)
        #expect(given["result"]?["status"] == "VALID")
        try await harness.v5.setFault(.none)

        // The caller's forkchoice still leads to its parent, with which the engine is level.
        try await Self.waitUntilLooked(at: harness.v5)
        try await Self.waitUntilAwaiting(harness)
        #expect(try await harness.status().sides.last?.behind == .missedOperation)

        let state: JSONValue = [
          "headBlockHash": block, "safeBlockHash": block, "finalizedBlockHash": block,
        ]
        let told = try await harness.call("engine_forkchoiceUpdatedV2", [state, nil], id: 4)
        #expect(told["result"]?["payloadStatus"]?["status"] == "VALID")
        let status = try await harness.level(.v5)
        let falls = status.events.filter { if case .fellBehind = $0.event { true } else { false } }
        #expect(falls.count == 1, "\(falls)")
        #expect(try await harness.v5.block("latest")["hash"] == block)
      }
    }

    /// Has a block built, and fetches it.
    private static func build(
      on head: String, _ harness: TwoEngineHarness
    ) async throws -> JSONValue {
      let parent = try await harness.v4.block("latest")
      let time = try #require(
        parent["timestamp"]?.stringValue.flatMap { UInt64($0.dropFirst(2), radix: 16) })
      let state: JSONValue = [
        "headBlockHash": .string(head), "safeBlockHash": .string(head),
        "finalizedBlockHash": .string(head),
      ]
      let attributes: JSONValue = [
        "timestamp": .string("0x" + String(time + 12, radix: 16)),
        "prevRandao": .string(Hash32.zero.description),
        "suggestedFeeRecipient": .string("0x" + String(repeating: "0", count: 40)),
        "withdrawals": [],
      ]
      let begun = try await harness.call("engine_forkchoiceUpdatedV2", [state, attributes], id: 1)
      let id = try #require(begun["result"]?["payloadId"], "\(begun)")
      let built = try await harness.call("engine_getPayloadV2", [id], id: 2)
      return try #require(built["result"]?["executionPayload"])
    }

    /// Waits until v5 is said to wait for the caller's next forkchoice.
    private static func waitUntilAwaiting(_ harness: TwoEngineHarness) async throws {
      while true {
        try Task.checkCancellation()
        let catchUp = try await harness.status().sides.last?.catchUp
        if case .awaitingForkchoice(number: 3, _)? = catchUp { return }
        await Task.yield()
      }
    }

    /// Waits until the engine was told the forkchoice once more, and asked for its head behind it.
    private static func waitUntilLooked(at engine: EELSEngine) async throws {
      while true {
        try Task.checkCancellation()
        let methods = try await engine.log().map(\.method)
        let last = methods.lastIndex { $0.hasPrefix("engine_newPayload") } ?? 0
        let rest = methods[last...].drop { !$0.hasPrefix("engine_forkchoiceUpdated") }
        if rest.contains("eth_getBlockByNumber") { return }
        await Task.yield()
      }
    }
  }
}
