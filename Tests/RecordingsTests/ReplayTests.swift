import EngineHTTP
import EngineRPC
import EngineTypes
import LighthouseCompatibility
import Recordings
import Testing

@Suite struct `A replay` {
  private func recorded(
    _ method: String, _ params: String, _ result: String
  ) throws -> RecordedExchange {
    try RecordingLines.recording(RecordingLines.line(method, params, result: result)).exchanges[0]
  }

  private func result(_ text: String) throws -> UpstreamAnswer {
    try RecordingLines.upstream(#"{"jsonrpc":"2.0","id":1,"result":\#(text)}"#)
  }

  private static let cases: [(String, String, Verdict)] = [
    (
      #"{"status":"VALID","latestValidHash":"0x1"}"#,
      #"{"status":"VALID","latestValidHash":"0x1"}"#,
      .match
    ),
    (
      #"{"status":"VALID","latestValidHash":"0x1"}"#,
      #"{"status":"VALID","latestValidHash":"0x2"}"#,
      .mismatch
    ),
    (#"{"status":"VALID","latestValidHash":"0x1"}"#, #"{"status":"SYNCING"}"#, .pending),
    (#"{"status":"VALID","latestValidHash":"0x1"}"#, #"{"status":"INVALID"}"#, .divergence),
    (#"{"status":"VALID","latestValidHash":"0x1"}"#, "null", .comparatorError),
  ]

  @Test(arguments: cases)
  func `judges an answer against the recorded one`(
    theirs: String, ours: String, verdict: Verdict
  ) throws {
    let exchange = try recorded("engine_newPayloadV2", #"[{"blockHash":"0x1"}]"#, theirs)
    let judged = ReplayJudge().judge(exchange, .success(try result(ours)))
    guard case .judged(let judgement) = judged else {
      Issue.record("\(judged)")
      return
    }
    #expect(judgement.verdict == verdict)
    #expect(judged.differs == (verdict != .match))
  }

  @Test func `an engine that does not answer differs`() throws {
    let exchange = try recorded("eth_chainId", "[]", "1")
    let judged = ReplayJudge().judge(exchange, .failure(.timedOut(milliseconds: 5)))
    guard case .judged(let judgement) = judged else {
      Issue.record("\(judged)")
      return
    }
    #expect(judgement.verdict == .v5Error && judged.differs)
  }

  @Test func `an error of this program's own is no engine's word`() throws {
    let exchange = try recorded("eth_chainId", "[]", "1")
    let own = RPCMessage.ownError(
      EngineError(.unsupportedFork, detail: "the reason"), id: Array("1".utf8))
    let text = String(decoding: own.bytes, as: UTF8.self)
    let judged = ReplayJudge().judge(exchange, .success(try RecordingLines.upstream(text)))
    #expect(judged == .ownError("the reason") && judged.differs)
    let plain = RPCMessage.ownError(EngineError(.methodNotFound), id: Array("1".utf8))
    let bare = try RecordingLines.upstream(String(decoding: plain.bytes, as: UTF8.self))
    #expect(ReplayJudge().judge(exchange, .success(bare)) == .ownError("Method not found"))
  }

  @Test func `an engine's error against a result differs`() throws {
    let exchange = try recorded("engine_newPayloadV2", "[{}]", #"{"status":"VALID"}"#)
    let error = try RecordingLines.upstream(
      #"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"x"}}"#)
    #expect(ReplayJudge().judge(exchange, .success(error)).differs)
  }

  @Test(arguments: [
    (#"["engine_newPayloadV1","admin_x"]"#, Verdict.match), ("[]", .mismatch),
    (#"["engine_newPayloadV1","engine_newPayloadV2"]"#, .mismatch), ("7", .comparatorError),
  ])
  func `capabilities are compared as the methods that are known`(
    ours: String, verdict: Verdict
  ) throws {
    let exchange = try recorded(
      "engine_exchangeCapabilities", "[[]]", #"["engine_newPayloadV1","engine_newPayloadV4"]"#)
    let judged = ReplayJudge().judge(exchange, .success(try result(ours)))
    guard case .judged(let judgement) = judged else {
      Issue.record("\(judged)")
      return
    }
    #expect(judgement.verdict == verdict, "\(judgement.differences)")
  }

  @Test func `asks for a build by the id that this engine minted`() throws {
    let build = try recorded(
      "engine_forkchoiceUpdatedV2", #"[{"headBlockHash":"0x1"},{"timestamp":"0x1"}]"#,
      #"{"payloadStatus":{"status":"VALID"},"payloadId":"0x0a"}"#)
    let get = try recorded("engine_getPayloadV2", #"["0x0a"]"#, "{}")
    let other = try recorded("engine_getPayloadV2", #"["0x0c"]"#, "{}")
    let read = try recorded("eth_getCode", #"["0x0a"]"#, "{}")
    var session = ReplaySession()
    func param(_ exchange: RecordedExchange) throws -> JSONValue? {
      let request = session.request(for: exchange)
      #expect(request.id == Array("1".utf8))
      return try JSONValue(parsing: request.body.bytes)["params"]?[0]
    }
    #expect(try param(get) == "0x0a")
    session.note(
      build, try result(#"{"payloadStatus":{"status":"VALID"},"payloadId":null}"#))
    #expect(try param(get) == "0x0a")
    session.note(
      build, try result(#"{"payloadStatus":{"status":"VALID"},"payloadId":"0x0b"}"#))
    #expect(try param(get) == "0x0b")
    #expect(try param(other) == "0x0c")
    #expect(try param(read) == "0x0a")
  }
}
