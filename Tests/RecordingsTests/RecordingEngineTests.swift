import EngineHTTP
import EngineRPC
import Recordings
import Testing

@Suite struct `An engine of a recording` {
  private func engine() throws -> RecordingEngine {
    RecordingEngine(
      try RecordingLines.recording(
        RecordingLines.line("engine_exchangeCapabilities", #"[["a"]]"#, result: #"["b"]"#),
        RecordingLines.line("eth_blockNumber", "[]", result: "\"0x1\""),
        RecordingLines.line("engine_newPayloadV2", #"[{"n":1}]"#, result: #"{"status":"SYNCING"}"#),
        RecordingLines.line(
          "engine_forkchoiceUpdatedV2", #"[{"h":1},null]"#, result: #"{"payloadId":null}"#),
        RecordingLines.line("engine_newPayloadV2", #"[{"n":1}]"#, result: #"{"status":"VALID"}"#),
        RecordingLines.line("eth_blockNumber", "[]", result: "\"0x2\"")))
  }

  private func status(_ engine: RecordingEngine) throws -> JSONValue? {
    try RecordingLines.answer(engine, "engine_newPayloadV2", [["n": 1]])["result"]?["status"]
  }

  @Test func `answers what changes state in the recording's order, the last again`() throws {
    let engine = try engine()
    #expect(try status(engine) == "SYNCING")
    #expect(try status(engine) == "VALID")
    #expect(try status(engine) == "VALID")
  }

  @Test func `answers reads from where the state stands`() throws {
    let engine = try engine()
    func number() throws -> JSONValue? {
      try RecordingLines.answer(engine, "eth_blockNumber", [])["result"]
    }
    #expect(try number() == "0x1")
    #expect(try number() == "0x1")
    _ = try status(engine)
    #expect(try number() == "0x2")
    #expect(try status(engine) == "VALID")
    #expect(try number() == "0x2")
  }

  @Test(arguments: [1, 2, 3])
  func `answers whatever version of a method asks, with or without a null at the end`(
    version: Int
  ) throws {
    let name = "engine_forkchoiceUpdatedV\(version)"
    let params: [[JSONValue]] = [[["h": 1]], [["h": 1], nil], [["h": 1], nil, nil]]
    for list in params {
      #expect(try RecordingLines.answer(engine(), name, list)["result"] == ["payloadId": nil])
    }
  }

  @Test func `answers capabilities whatever the caller announces`() throws {
    let answer = try RecordingLines.answer(
      engine(), "engine_exchangeCapabilities", [["other"]])
    #expect(answer["result"] == ["b"])
  }

  @Test func `answers under the id of the call`() throws {
    let answer = try RecordingLines.answer(engine(), "eth_blockNumber", [])
    let call = try #require(EngineCall(method: "eth_blockNumber", params: []))
    #expect(answer["id"]?.utf8 == call.id)
  }

  @Test func `says that a call is not recorded, and from where it looked`() throws {
    let engine = try engine()
    _ = try status(engine)
    let answer = try RecordingLines.answer(engine, "engine_newPayloadV2", [["n": 2]])
    #expect(answer["error"]?["code"] == -32000)
    #expect(answer["error"]?["message"] == "not recorded")
    #expect(answer["error"]?["data"]?["err"]?.stringValue?.contains("exchange 4 of 6") == true)
    #expect(try RecordingLines.answer(engine, "eth_call", [])["error"] != nil)
  }

  @Test func `answers a recorded error as an error`() throws {
    let line =
      #"{"request":{"id":1,"method":"engine_getPayloadV2","params":["0x1"]},"#
      + #""response":{"id":1,"error":{"code":-38001,"message":"Unknown payload"}}}"#
    let engine = RecordingEngine(try RecordingLines.recording(line))
    let answer = try RecordingLines.answer(engine, "engine_getPayloadV2", ["0x1"])
    #expect(answer["error"]?["code"] == -38001 && answer["result"] == nil)
  }
}
