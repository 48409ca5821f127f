import CoreSimulation
import EngineHTTP
import EngineRPC
import LighthouseV4
import LighthouseV5
import Testing

@testable import LighthouseCompatibility

/// Capabilities, and engines that go away and come back.
@Suite(.timeLimit(.minutes(10))) struct `Engines that come and go` {
  private let capabilities = "engine_exchangeCapabilities"
  private let forkchoice = "engine_forkchoiceUpdatedV2"
  private let valid = Answers.status("VALID", "0x01")

  private func state(_ head: String, attributes: String = "null") -> String {
    #"[{"headBlockHash":"\#(head)","safeBlockHash":"0x02","finalizedBlockHash":"0x03"},"#
      + attributes + "]"
  }

  @Test func `capabilities are asked for once and answered for both`() async throws {
    try await DriverHarness.run { harness in
      harness.scripts.v4.answer(
        capabilities, .result(#"["engine_newPayloadV1","engine_newPayloadV2","admin_x"]"#))
      harness.scripts.v5.answer(
        capabilities, .result(#"["engine_newPayloadV2","engine_newPayloadV3"]"#))
      for _ in 1...3 {
        let answer = try await harness.call(capabilities, #"[["engine_newPayloadV2"]]"#)
        #expect(answer["result"] == ["engine_newPayloadV2", "engine_newPayloadV3"])
      }
      #expect(harness.scripts.v4.count(of: capabilities) == 1)
      #expect(harness.scripts.v5.count(of: capabilities) == 1)
      let announced = try JSONValue(parsing: (harness.scripts.v4.asked[0].params).utf8)[0]
      #expect(
        announced?.arrayValue?.compactMap(\.stringValue) == V4Dialect().announcedCapabilities)
    }
  }

  @Test func `an engine without the method counts as one of V1`() async throws {
    try await DriverHarness.run { harness in
      harness.scripts.v4.answer(capabilities, .error(-32601))
      let answer = try await harness.call(capabilities, "[[]]")
      #expect(
        answer["result"] == [
          "engine_forkchoiceUpdatedV1", "engine_forkchoiceUpdatedV3", "engine_getPayloadV1",
          "engine_getPayloadV3", "engine_newPayloadV1", "engine_newPayloadV3",
        ])
      harness.scripts.v4.answer("engine_newPayloadV1", .result(valid))
      _ = try await harness.call("engine_newPayloadV2", #"[{"blockHash":"0x01"}]"#)
      #expect(harness.scripts.v4.methods == ["engine_newPayloadV1"])
    }
  }

  @Test func `capabilities that nobody told are an error in words`() async throws {
    try await DriverHarness.run { harness in
      for side in Side.allCases { harness.scripts[side].answer(capabilities, .result("[1]")) }
      let answer = try await harness.call(capabilities, "[[]]")
      #expect(answer["error"]?["code"] == -32603)
      #expect(answer["error"]?["data"]?["err"]?.stringValue?.contains("running") == true)
    }
  }

  @Test func `each dialect names forkchoiceUpdated its own way once it knows the engine`()
    async throws
  {
    try await DriverHarness.run { harness in
      for side in Side.allCases {
        harness.scripts[side].answer(forkchoice, .result(Answers.forkchoice(valid)))
        harness.scripts[side].answer(
          "engine_forkchoiceUpdatedV3", .result(Answers.forkchoice(valid)))
      }
      _ = try await harness.call(capabilities, "[[]]")
      _ = try await harness.call(forkchoice, state("0x01"))
      #expect(await harness.compared(1).matches == 1)
      #expect(harness.scripts.v4.methods == [forkchoice])
      #expect(harness.scripts.v5.methods == ["engine_forkchoiceUpdatedV3"])
    }
  }

  @Test func `an engine that was away is left out, probed, and told the latest forkchoice`()
    async throws
  {
    try await DriverHarness.run { harness in
      let head = Answers.forkchoice(valid)
      for side in Side.allCases {
        harness.scripts[side].answer(forkchoice, .result(head))
        harness.scripts[side].answer("engine_newPayloadV2", .result(valid))
      }
      harness.scripts.v5.answer("engine_forkchoiceUpdatedV3", .result(head))
      let attributes = #"{"timestamp":"0x5","withdrawals":[]}"#
      _ = try await harness.call(forkchoice, state("0x01", attributes: attributes))
      _ = await harness.compared(1)
      try await harness.stop(.v5)
      _ = try await harness.call("engine_newPayloadV2", #"[{"blockHash":"0x02"}]"#)
      #expect(await harness.compared(2).v5OnlyErrors == 1)
      #expect(try await harness.withDriver { $0.offline } == [.v5])
      // It is not asked while it is away, which counts as its error all the same.
      _ = try await harness.call("engine_newPayloadV2", #"[{"blockHash":"0x03"}]"#)
      let metrics = await harness.compared(3)
      #expect(metrics.v5OnlyErrors == 2 && metrics.skipped.v5[.offline] == 1)
      try await harness.restart(.v5)
      await harness.scripts.v5.waitForCalls(2)
      #expect(harness.scripts.v5.methods == [forkchoice, "engine_forkchoiceUpdatedV3"])
      #expect(harness.scripts.v5.asked.last?.params == state("0x01"))
      _ = try await harness.settled()
      #expect(try await harness.withDriver { $0.offline } == [])
      #expect(try await harness.withDriver { $0.core.standings.v5.behind } != nil)
    }
  }

  @Test func `the authority's failure is an error of this program's own`() async throws {
    try await DriverHarness.run(.v4Only) { harness in
      harness.scripts.v4.answer("engine_newPayloadV2", .garbage)
      let answer = try await harness.call("engine_newPayloadV2", #"[{"blockHash":"0x01"}]"#)
      #expect(answer["error"]?["code"] == -32603)
      #expect(answer["error"]?["data"]?["source"] == "lighthouse-compat")
      #expect(answer["error"]?["data"]?["err"]?.stringValue?.hasPrefix("v4: ") == true)
      #expect(harness.metrics.snapshot.ownErrors == ["engine_newPayloadV2": 1])
    }
  }

  @Test func `starting asks each engine what it serves`() async throws {
    try await DriverHarness.run { harness in
      try await harness.withDriver { $0.start() }
      for side in Side.allCases {
        while harness.scripts[side].count(of: capabilities) == 0 {
          try Task.checkCancellation()
          await Task.yield()
        }
      }
      #expect(harness.scripts.v4.methods.isEmpty && harness.scripts.v5.methods.isEmpty)
    }
  }
}
