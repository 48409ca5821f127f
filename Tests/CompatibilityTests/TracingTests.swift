import CoreSimulation
import EngineHTTP
import Observability
import TestKit
import Testing

@testable import LighthouseCompatibility

/// Spans of operations, and W3C's context on its way through.
@Suite(.timeLimit(.minutes(10))) struct Traces {
  private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
  private let newPayload = "engine_newPayloadV2"
  private let block = #"[{"blockHash":"0x01"}]"#
  private let context = TraceContext(parent: Self.parent, state: "rojo=00f067aa0ba902b7")

  private func prepare(_ harness: DriverHarness) {
    for side in Side.allCases {
      harness.scripts[side].answer(newPayload, .result(Answers.status("VALID", "0x01")))
    }
  }

  @Test func `are passed on as they came where nobody here traces`() async throws {
    try await DriverHarness.run(topology: .separate) { harness in
      prepare(harness)
      _ = try await harness.call(newPayload, block, trace: context)
      _ = try await harness.call(newPayload, block)
      _ = try await harness.settled()
      for side in Side.allCases {
        #expect(harness.scripts[side].asked.map(\.trace) == [context, nil])
      }
    }
  }

  @Test func `have a span for the operation and one for each side, which engines are told`()
    async throws
  {
    let log = KeptLog()
    try await DriverHarness.run(topology: .separate, tracer: SpanLog(log.logger)) { harness in
      prepare(harness)
      harness.scripts.v5.answer(newPayload, .error(-32000))
      _ = try await harness.call(newPayload, block, trace: context)
      _ = try await harness.settled()
      let spans = log.lines.map(\.metadata)
      try #require(spans.count == 3)
      let whole = try #require(spans.first { $0["kind"] == "server" })
      #expect(whole["name"] == newPayload && whole["parent"] == "b7ad6b7169203331")
      #expect(whole["lighthouse_compat.answered_by"] == "v4")
      #expect(whole["lighthouse_compat.block"] == "0x01")
      for side in Side.allCases {
        let part = try #require(spans.first { $0["lighthouse_compat.side"] == side.rawValue })
        #expect(part["trace"] == "0af7651916cd43dd8448eb211c80319c")
        #expect(part["parent"] == whole["span"])
        #expect((part["error"] != nil) == (side == .v5))
        let told = try #require(harness.scripts[side].asked.first?.trace)
        #expect(told.parent == "00-0af7651916cd43dd8448eb211c80319c-\(part["span"] ?? "")-01")
        #expect(told.state == context?.state)
      }
    }
  }

  @Test func `end also where no engine answers`() async throws {
    let log = KeptLog()
    try await DriverHarness.run(topology: .separate, tracer: SpanLog(log.logger)) { harness in
      for side in Side.allCases { try await harness.stop(side) }
      _ = try await harness.call(newPayload, block)
      _ = try await harness.settled()
      let spans = log.lines.map(\.metadata)
      let whole = try #require(spans.first { $0["kind"] == "server" })
      #expect(whole["error"] == "no answer could leave")
    }
  }

  @Test(arguments: [
    "", "00", "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX: y",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331 01",
  ])
  func `that are malformed are ignored`(parent: String) {
    #expect(TraceContext(parent: parent, state: nil) == nil)
  }

  @Test(arguments: ["", "a=b\r\nX: y", "a=\u{e9}", String(repeating: "a", count: 513)])
  func `keep no state that is malformed or too long`(state: String) {
    #expect(TraceContext(parent: Self.parent, state: state)?.state == nil)
    #expect(TraceContext(parent: Self.parent, state: state) != nil)
  }
}
