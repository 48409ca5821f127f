import EngineHTTP
import EngineRPC
import Foundation
import Recordings
import Testing

@Suite struct `Recordings in detail` {
  private let good = RecordingLines.line("eth_chainId", "[]", result: "\"0x1\"")

  @Test func `blank lines count as lines`() throws {
    let error = #expect(throws: RecordingError.self) {
      _ = try RecordingLines.recording(good, "", "nonsense")
    }
    guard case .malformed("test", line: 3, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `an id that both mint alike again replaces the earlier one`() throws {
    let build = try RecordingLines.recording(
      RecordingLines.line("engine_forkchoiceUpdatedV2", "[{},{}]", result: #"{"payloadId":"0x0a"}"#)
    ).exchanges[0]
    let get = try RecordingLines.recording(
      RecordingLines.line("engine_getPayloadV2", #"["0x0a"]"#, result: "{}")
    ).exchanges[0]
    var session = ReplaySession()
    for id in ["0x0b", "0x0a"] {
      session.note(
        build, try RecordingLines.upstream(#"{"id":1,"result":{"payloadId":"\#(id)"}}"#))
    }
    let sent = try JSONValue(parsing: session.request(for: get).body.bytes)
    #expect(sent["params"]?[0] == "0x0a")
  }
}
