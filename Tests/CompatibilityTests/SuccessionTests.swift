import CoreSimulation
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import NIOCore
import Testing

@testable import LighthouseCompatibility

/// A driver that takes another one's place: the safety rules hold as if there had been one.
@Suite(.timeLimit(.minutes(10))) struct `A driver that succeeds another` {
  private let new = "engine_newPayloadV2"
  private let forkchoice = "engine_forkchoiceUpdatedV2"
  private let block = "0x" + String(repeating: "01", count: 32)
  private let child = "0x" + String(repeating: "02", count: 32)

  private func payload(_ hash: String, parent: String = "0x00") -> String {
    #"[{"blockHash":"\#(hash)","parentHash":"\#(parent)"}]"#
  }

  private func state(_ head: String, attributes: String = "null") -> String {
    #"[{"headBlockHash":"\#(head)","safeBlockHash":"\#(head)","finalizedBlockHash":"\#(head)"},"#
      + attributes + "]"
  }

  @Test func `asks each engine for a build by the id that it gave the other driver`() async throws {
    try await DriverHarness.run { harness in
      let valid = Answers.status("VALID", block)
      harness.scripts.v4.answer(forkchoice, .result(Answers.forkchoice(valid, id: "0x0a")))
      harness.scripts.v5.answer(forkchoice, .result(Answers.forkchoice(valid, id: "0x0b")))
      let attributes = #"{"timestamp":"0x5","withdrawals":[]}"#
      _ = try await harness.call(forkchoice, state(block, attributes: attributes))
      _ = await harness.compared(1)
      let (told, known) = try await harness.succeed()
      #expect(told == known)
      _ = try await harness.call("engine_getPayloadV2", #"["0x0a"]"#)
      await harness.scripts.v5.waitForCalls(2)
      #expect(harness.scripts.v4.asked.last?.params == #"["0x0a"]"#)
      #expect(harness.scripts.v5.asked.last?.params == #"["0x0b"]"#)
    }
  }

  @Test func `contradicts nothing that the other driver said`() async throws {
    try await DriverHarness.run(.v4Only) { harness in
      harness.scripts.v4.answer(
        new, .result(Answers.status("VALID", block)), .result(Answers.status("INVALID", child)))
      let first = try await harness.call(new, payload(block))
      #expect(first["result"]?["status"] == "VALID")
      let (told, known) = try await harness.succeed()
      #expect(told == known)
      let second = try await harness.call(new, payload(block))
      #expect(second["error"]?["data"]?["source"] == "lighthouse-compat")
    }
  }

  @Test func `keeps who may tell the forkchoice, and a freeze`() async throws {
    try await DriverHarness.run { harness in
      harness.scripts.v4.answer(forkchoice, .result(Answers.forkchoice("null", id: nil)))
      harness.scripts.v5.answer(forkchoice, .result(Answers.forkchoice("null", id: nil)))
      _ = try await harness.call(forkchoice, state(block))
      _ = await harness.compared(1)
      try await harness.withDriver { $0.diverged("a test says so") }
      let (told, known) = try await harness.succeed()
      #expect(told == known && told.latestForkchoice != nil)
      let writer = try await harness.withDriver { $0.writers.writer }
      #expect(writer == CallerIdentity())
      await #expect(throws: ModeRefusal.frozen(.v5Primary, "a test says so")) {
        try await harness.withDriver { try $0.change(to: .v5Primary) }
      }
    }
  }

  @Test func `takes an engine that owes an answer for one that is behind`() async throws {
    try await DriverHarness.run { harness in
      let never = harness.promise()
      harness.scripts.v4.answer(new, .result(Answers.status("VALID", block)))
      harness.scripts.v5.answer(new, .later(never.futureResult))
      _ = try await harness.call(new, payload(block))
      await harness.scripts.v5.waitForCalls(1)
      let (_, known) = try await harness.succeed()
      #expect(known.engines["v5"]?.behind == BehindReason.missedOperation.rawValue)
      #expect(known.engines["v4"]?.behind == nil)
      await #expect(throws: ModeRefusal.behind(.v5Primary, .v5, .missedOperation)) {
        try await harness.withDriver { try $0.change(to: .v5Primary) }
      }
      never.succeed("null")
      _ = try await harness.settled()
    }
  }

  @Test func `waits for the payloads that the caller may still make its head`() async throws {
    try await DriverHarness.run { harness in
      for side in Side.allCases {
        harness.scripts[side].answer(new, .result(Answers.status("VALID", child)))
      }
      _ = try await harness.call(new, payload(child, parent: block))
      let (told, known) = try await harness.succeed()
      #expect(told.unfollowed == [[child, block]] && told == known)
      #expect(try await harness.withDriver { !$0.core.becameLevel(.v5) })
    }
  }

  @Test func `says how long something is held back that a follower has to be given`() async throws {
    try await DriverHarness.run(examinesEngines: true) { harness in
      let answer = Answers.forkchoice(Answers.status("VALID", block), id: nil)
      harness.scripts.v4.answer(forkchoice, .result(answer))
      harness.scripts.v5.answer(forkchoice, .result(answer))
      try await harness.withDriver { $0.topologyProbe?.patience = .hours(1) }
      _ = try await harness.call(forkchoice, state(block))
      #expect(try await harness.withDriver { $0.isHoldingBack && $0.isOwedAnswers })
      try await harness.withDriver { $0.topologyProbe?.patience = .milliseconds(1) }
      _ = try await harness.call(forkchoice, state(child))
      #expect(try await harness.withDriver { $0.isHoldingBack })
    }
  }

  @Test func `forgets what it was told of an engine that is another one now`() async throws {
    try await DriverHarness.run { harness in
      var carried = try await harness.withDriver { $0.carriedState }
      carried.forget(.v5)
      #expect(carried.engines["v5"]?.behind == BehindReason.returned.rawValue)
      #expect(carried.engines["v5"]?.capabilities == nil && !carried.isTopologyKnown)
    }
  }

  @Test func `a bridge goes on with what the other one has learned`() throws {
    let policy = BeaconRootPolicy.parentHash
    var learned = CarriedState.Bridge(cancunSince: 5)
    learned.builds = [["0x0a", block], ["0x0b", child]]
    learned.blocks = [
      CarriedState.DenebBlock(
        block: block, blobGasUsed: 1, excessBlobGas: 2, parentBeaconBlockRoot: child)
    ]
    let bridge = DialectBridge(policy: policy)
    bridge.restore(learned)
    #expect(bridge.carried == learned)
  }
}
