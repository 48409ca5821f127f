import CoreSimulation
import EngineHTTP
import EngineRPC
import NIOCore
import Testing

@testable import LighthouseCompatibility

/// The driver between scripted engines: who is asked what, in which order, and what is counted.
@Suite(.timeLimit(.minutes(10))) struct `The driver` {
  private let new = "engine_newPayloadV2"
  private let forkchoice = "engine_forkchoiceUpdatedV2"
  private let valid = Answers.status("VALID", "0x01")

  private func payload(_ hash: String) -> String { #"[{"blockHash":"\#(hash)"}]"# }

  private func state(_ head: String, attributes: String = "null") -> String {
    #"[{"headBlockHash":"\#(head)","safeBlockHash":"0x00","finalizedBlockHash":"0x00"},"#
      + attributes + "]"
  }

  @Test func `answers with v4's word while v5 is still at work, then compares`() async throws {
    try await DriverHarness.run { harness in
      let held = harness.promise()
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(new, .later(held.futureResult))
      let answer = try await harness.call(new, payload("0x01"))
      #expect(answer["result"]?["status"] == "VALID")
      #expect(try await harness.withDriver { $0.outstanding } == 1)
      #expect(harness.metrics.snapshot.operationsCompared == 0)
      await harness.scripts.v5.waitForCalls(1)
      held.succeed(Answers.status("INVALID", "0x00"))
      let metrics = await harness.compared(1)
      #expect(metrics.total(.divergence) == 1)
      #expect(metrics.recentDifferences.first?.contains("VALID") == true)
      #expect(metrics.times["engine_newPayload"]?.v4.count == 1)
    }
  }

  @Test func `a stalled v5 gets every operation in the caller's order, one at a time`() async throws
  {
    var limits = Lane.Limits()
    limits.window = 1
    try await DriverHarness.run(limits: limits) { harness in
      let held = harness.promise()
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(new, .later(held.futureResult), .result(valid))
      let blocks = (1...5).map { payload("0x0\($0)") }
      let answers = try blocks.map { try harness.begin(new, $0) }
      for answer in answers { _ = try await answer.get() }
      await harness.scripts.v5.waitForCalls(1)
      #expect(harness.scripts.v5.methods.count == 1)
      #expect(try await harness.withDriver { $0.laneDepth(of: .v5) } == 4)
      held.succeed(valid)
      _ = await harness.compared(5)
      #expect(harness.scripts.v5.asked.map(\.params) == blocks)
      #expect(harness.scripts.v4.asked.map(\.params) == blocks)
    }
  }

  @Test func `once it is closed nothing is outstanding, and no engine is asked any more`()
    async throws
  {
    var limits = Lane.Limits()
    limits.window = 1
    try await DriverHarness.run(limits: limits) { harness in
      let never = (v4: harness.promise(), v5: harness.promise())
      harness.scripts.v4.answer(
        new, .result(valid), .result(valid), .later(never.v4.futureResult))
      harness.scripts.v5.answer(new, .later(never.v5.futureResult))
      for _ in 1...2 { _ = try await harness.call(new, payload("0x01")) }
      let last = try harness.begin(new, payload("0x02"))
      await harness.scripts.v4.waitForCalls(3)
      await harness.scripts.v5.waitForCalls(1)
      try await harness.withDriver { $0.close() }
      let answer = try JSONValue(parsing: try await last.get().bytes)
      #expect(answer["error"] != nil)
      _ = try await harness.settled()
      let late = try await harness.call(new, payload("0x03"))
      #expect(late["error"] != nil)
      #expect(harness.scripts.v4.methods.count == 3)
      #expect(harness.scripts.v5.methods.count == 1)
      never.v4.succeed(valid)
      never.v5.succeed(valid)
    }
  }

  @Test func `a full lane skips the follower's operation and never the authority's`() async throws {
    var limits = Lane.Limits()
    (limits.entries, limits.window) = (1, 1)
    try await DriverHarness.run(limits: limits) { harness in
      let held = harness.promise()
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(new, .later(held.futureResult), .result(valid))
      for number in 1...4 {
        let answer = try await harness.call(new, payload("0x0\(number)"))
        #expect(answer["error"] == nil)
      }
      #expect(harness.metrics.snapshot.skipped.v5[.laneFull] == 2)
      held.succeed(valid)
      #expect(await harness.compared(2).matches == 2)
    }
  }

  @Test func `an error against VALID counts only when the engine says it twice`() async throws {
    try await DriverHarness.run { harness in
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(new, .error(-32602), .result(valid))
      _ = try await harness.call(new, payload("0x01"))
      #expect(await harness.compared(1).total(.match) == 1)
      #expect(harness.scripts.v5.count(of: new) == 2)
      harness.scripts.v5.answer(new, .error(-32602))
      _ = try await harness.call(new, payload("0x02"))
      #expect(await harness.compared(2).total(.divergence) == 1)
      #expect(harness.scripts.v5.count(of: new) == 4)
      #expect(harness.scripts.v4.count(of: new) == 2)
    }
  }

  @Test func `what v4 cannot express is refused by name, and v5 gets it all the same`() async throws
  {
    try await DriverHarness.run { harness in
      harness.scripts.v5.answer("engine_newPayloadV3", .result(valid))
      let answer = try await harness.call("engine_newPayloadV3", payload("0x01"))
      #expect(answer["error"]?["code"] == -38005)
      #expect(answer["error"]?["data"]?["source"] == "lighthouse-compat")
      await harness.scripts.v5.waitForCalls(1)
      let metrics = try await harness.settled()
      #expect(metrics.refusals.v4 == ["engine_newPayloadV3": 1])
      #expect(metrics.ownErrors == ["engine_newPayloadV3": 1])
      #expect(metrics.operationsCompared == 0)
      #expect(harness.scripts.v4.methods.isEmpty)
    }
  }

  @Test func `v5 is asked for a build by its own id`() async throws {
    try await DriverHarness.run { harness in
      let attributes = #"{"timestamp":"0x5","withdrawals":[]}"#
      harness.scripts.v4.answer(forkchoice, .result(Answers.forkchoice(valid, id: "0x0a")))
      harness.scripts.v5.answer(forkchoice, .result(Answers.forkchoice(valid, id: "0x0b")))
      let begun = try await harness.call(forkchoice, state("0x01", attributes: attributes))
      #expect(begun["result"]?["payloadId"] == "0x0a")
      _ = await harness.compared(1)
      _ = try await harness.call("engine_getPayloadV2", #"["0x0a"]"#)
      await harness.scripts.v5.waitForCalls(2)
      #expect(harness.scripts.v4.asked.last?.params == #"["0x0a"]"#)
      #expect(harness.scripts.v5.asked.last?.params == #"["0x0b"]"#)
    }
  }

  @Test func `a transaction goes to both engines`() async throws {
    try await DriverHarness.run { harness in
      for side in Side.allCases {
        harness.scripts[side].answer("eth_sendRawTransaction", .result("\"0xAB\""))
      }
      harness.scripts.v5.answer("eth_sendRawTransaction", .result("\"0xab\""))
      _ = try await harness.call("eth_sendRawTransaction", #"["0x02"]"#)
      #expect(await harness.compared(1).matches == 1)
      #expect(harness.scripts.v5.asked.map(\.params) == [#"["0x02"]"#])
    }
  }

  @Test(arguments: [
    ("engine_newPayloadV9", "engine_unknown"), ("debug_setHead", "unknown"), ("", "unknown"),
  ])
  func `a method that is not allowed reaches no engine`(method: String, label: String) async throws
  {
    try await DriverHarness.run { harness in
      let answer = try await harness.call(method)
      #expect(answer["error"]?["code"] == -32601)
      #expect(answer["error"]?["data"]?["source"] == "lighthouse-compat")
      #expect(harness.metrics.snapshot.ownErrors == [label: 1])
      for side in Side.allCases { #expect(harness.scripts[side].asked.isEmpty) }
    }
  }

  @Test func `a mode change moves the next operation`() async throws {
    try await DriverHarness.run(.v4Only) { harness in
      for side in Side.allCases { harness.scripts[side].answer(new, .result(valid)) }
      _ = try await harness.call(new, payload("0x01"))
      try await harness.withDriver { driver in
        driver.core.becameLevel(.v5)
        try driver.change(to: .v5Only)
      }
      #expect(try await harness.withDriver { $0.mode } == .v5Only)
      _ = try await harness.call(new, payload("0x02"))
      #expect(harness.scripts.v4.asked.map(\.params) == [payload("0x01")])
      #expect(harness.scripts.v5.asked.map(\.params) == [payload("0x02")])
      await #expect(throws: ModeRefusal.shareOutOfRange(10_001)) {
        try await harness.withDriver { driver in
          driver.core.becameLevel(.v4)
          try driver.change(to: .canary(basisPoints: 10_001))
        }
      }
    }
  }
}
