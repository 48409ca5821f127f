import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import Recordings
import TestKit
import Testing

/// geth's words about tokens and HTTP, said by the gateway.
@Suite struct `Recorded HTTP cases` {
  @Test func `the recording holds the cases`() {
    #expect(RecordedHTTPCase.all.count == 40)
  }

  @Test(arguments: RecordedHTTPCase.all)
  func `gets geth's status and code, or is refused on purpose`(
    _ recorded: RecordedHTTPCase
  ) async throws {
    let recording = try Recording(
      file: Fixture("recordings/geth-1.14.10-errors.jsonl.gz").url.path)
    try await GatewayHarness.run(
      mode: .v5Only, v4: { RecordingEngine(recording) }, v5: { RecordingEngine(recording) }
    ) { harness in
      let now = Int(Date().timeIntervalSince1970)
      let request = recorded.request(key: GatewayHarness.callerKey, now: now)
      let port = harness.gateway.port
      let response = try await blocking { try RawHTTP.exchange(port: port, request) }
      #expect(response.status == recorded.status)
      if recorded.status != 200 {
        #expect(response.text == recorded.answer.stringValue)
        return
      }
      let code = (try? JSONValue(parsing: response.body))?["error"]?["code"].flatMap {
        Int($0.text)
      }
      let label = recorded.label.replacingOccurrences(of: "http: ", with: "")
      if let refusal = DeliberateRefusal.all.first(where: { label.hasPrefix($0.request) }) {
        #expect(code == refusal.code)
        #expect(response.text.contains("lighthouse-compat"))
      } else {
        #expect(code == recorded.code)
        if recorded.code == nil { try expectSameResult(response, recorded) }
      }
    }
  }

  private func expectSameResult(_ response: RawHTTP.Response, _ recorded: RecordedHTTPCase) throws {
    guard recorded.answer.stringValue != "" else {
      #expect(response.body.isEmpty)
      return
    }
    let answer = try JSONValue(parsing: response.body)
    if recorded.label == "http: id float" {
      // The recording's own reader has shortened 1.50.
      #expect(response.text.contains("\"id\":1.50"))
    } else if let list = recorded.answer.arrayValue {
      #expect(answer.arrayValue?.map { $0["id"] } == list.map { $0["id"] })
      #expect(answer.arrayValue?.map { $0["error"]?["code"] } == list.map { $0["error"]?["code"] })
    } else {
      #expect(answer == recorded.answer)
    }
  }
}
