import EngineHTTP
import EngineRPC
import Foundation
import NIOCore
import Recordings

/// Recordings made of a few lines of text.
enum RecordingLines {
  static func line(
    _ method: String, _ params: String, result: String, label: String = "a call", id: Int = 1
  ) -> String {
    #"{"label":"\#(label)","request":{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","#
      + #""params":\#(params)},"response":{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}}"#
  }

  static func recording(_ lines: String...) throws(RecordingError) -> Recording {
    try Recording(lines: Data(lines.joined(separator: "\n").utf8), source: "test")
  }

  /// What an engine answers to a call.
  static func answer(
    _ engine: RecordingEngine, _ method: String, _ params: [JSONValue]
  ) throws -> JSONValue {
    guard let call = EngineCall(method: method, params: params) else {
      throw JSONError(.value("parameters of \(method) are ambiguous"))
    }
    var body = MessageBody()
    engine.respond(to: call) { body = $0 }
    return try JSONValue(parsing: body.bytes)
  }

  /// An answer as it comes of an engine.
  static func upstream(_ text: String) throws -> UpstreamAnswer {
    let body = MessageBody(text)
    var scanner = EnvelopeScanner()
    body.withContiguousBytes { scanner.feed($0) }
    guard let envelope = try scanner.finish() else { throw JSONError(.missingMember("result")) }
    return UpstreamAnswer(body: body, envelope: envelope, elapsed: .zero)
  }
}
