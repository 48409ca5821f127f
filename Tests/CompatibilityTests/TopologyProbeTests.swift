import CoreSimulation
import EngineHTTP
import EngineRPC
import NIOCore
import Testing

@testable import LighthouseCompatibility

/// Two URLs, one engine or two: found out by the caller's first payload.
@Suite(.timeLimit(.minutes(10))) struct `The topology` {
  private let new = "engine_newPayloadV2"
  private let forkchoice = "engine_forkchoiceUpdatedV2"
  private let read = "eth_getBlockByHash"

  private func run(
    _ before: String, _ after: String, _ body: @escaping (DriverHarness) async throws -> Void
  ) async throws {
    try await DriverHarness.run(examinesEngines: true) { harness in
      for side in Side.allCases {
        harness.scripts[side].answer(forkchoice, .result(Answers.forkchoice(valid)))
        harness.scripts[side].answer(new, .result(valid))
      }
      harness.scripts.v5.answer(read, .result(before), .result(after))
      // What is found out here is found out however slow this machine is.
      try await harness.withDriver { $0.topologyProbe?.patience = .minutes(10) }
      _ = try await harness.call(forkchoice, #"[{"headBlockHash":"0x01"}]"#)
      _ = try await harness.call(new, #"[{"blockHash":"0x02"}]"#)
      try await body(harness)
    }
  }

  private let valid = Answers.status("VALID", "0x01")

  private func told(_ harness: DriverHarness, _ side: Side) -> [String] {
    harness.scripts[side].methods.filter { $0 == new || $0 == forkchoice }
  }

  @Test func `is one engine where a payload given to one side is known to the other`() async throws
  {
    try await run("null", #"{"hash":"0x02"}"#) { harness in
      while try await harness.withDriver({ $0.status.topology }) != .shared { await Task.yield() }
      _ = try await harness.call(forkchoice, #"[{"headBlockHash":"0x02"}]"#)
      _ = try await harness.settled()
      #expect(told(harness, .v4) == [forkchoice, new, forkchoice])
      #expect(told(harness, .v5) == [], "it has been told everything as v4's")
    }
  }

  @Test func `is two engines where it is not, and the follower hears all of it in order`()
    async throws
  {
    try await run("null", "null") { harness in
      #expect(await harness.compared(2).matches == 2)
      #expect(told(harness, .v5) == [forkchoice, new])
      let topology = try await harness.withDriver { $0.status.topology }
      #expect(topology == .separate)
    }
  }

  @Test func `is as the URLs say where an engine does not tell`() async throws {
    try await DriverHarness.run(examinesEngines: true) { harness in
      for side in Side.allCases { harness.scripts[side].answer(new, .result(valid)) }
      _ = try await harness.call(new, #"[{"blockHash":"0x02"}]"#)
      #expect(await harness.compared(1).matches == 1)
      let topology = try await harness.withDriver { $0.status.topology }
      #expect(topology == .separate)
    }
  }

  @Test func `holds nothing back for long where no payload comes`() async throws {
    try await DriverHarness.run(examinesEngines: true) { harness in
      for side in Side.allCases {
        harness.scripts[side].answer(forkchoice, .result(Answers.forkchoice(valid)))
      }
      _ = try await harness.call(forkchoice, #"[{"headBlockHash":"0x01"}]"#)
      #expect(await harness.compared(1).matches == 1)
      #expect(told(harness, .v5) == [forkchoice])
    }
  }

  @Test func `is found out although one engine takes the payload before the question`() async throws
  {
    try await DriverHarness.run(examinesEngines: true) { harness in
      let question = harness.promise()
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v4.answer(forkchoice, .result(Answers.forkchoice(valid)))
      let known = #"{"hash":"0x02"}"#
      harness.scripts.v5.answer(
        read, .result(known), .later(question.futureResult), .result(known))
      try await harness.withDriver {
        $0.topologyProbe?.lead = .hours(1)
        $0.topologyProbe?.patience = .hours(1)
      }
      _ = try await harness.call(new, #"[{"blockHash":"0x02"}]"#)
      while try await harness.withDriver({ $0.topologyProbe?.isTrying ?? false }) {
        await Task.yield()
      }
      let second = try harness.begin(new, #"[{"blockHash":"0x03"}]"#)
      let third = try harness.begin(forkchoice, #"[{"headBlockHash":"0x03"}]"#)
      while harness.scripts.v5.count(of: read) < 2 { await Task.yield() }
      #expect(told(harness, .v4) == [new], "the second payload waits for the question")
      question.succeed("null")
      _ = try await (second.get(), third.get())
      #expect(told(harness, .v4) == [new, new, forkchoice])
      while try await harness.withDriver({ $0.status.topology }) != .shared { await Task.yield() }
      #expect(told(harness, .v5) == [])
    }
  }

  @Test func `lets the authority wait for the question only so long`() async throws {
    try await DriverHarness.run(examinesEngines: true) { harness in
      let never = harness.promise()
      harness.scripts.v4.answer(new, .result(valid))
      harness.scripts.v5.answer(
        read, .result(#"{"hash":"0x02"}"#), .later(never.futureResult))
      try await harness.withDriver { $0.topologyProbe?.lead = .milliseconds(1) }
      _ = try await harness.call(new, #"[{"blockHash":"0x02"}]"#)
      while try await harness.withDriver({ $0.topologyProbe?.isTrying ?? false }) {
        await Task.yield()
      }
      let answer = try await harness.call(new, #"[{"blockHash":"0x03"}]"#)
      #expect(answer["result"]?["status"] == "VALID")
      never.succeed("null")
    }
  }
}
