package import EngineHTTP
package import EngineRPC
package import LighthouseCompatibility
import NIOCore

/// Answers and requests as the core sees them, made from their text.
package enum Answers {
  package static func answer(_ result: String, id: Int = 1) -> UpstreamAnswer {
    message(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#)
  }

  package static func error(_ code: Int, id: Int = 1) -> UpstreamAnswer {
    message(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":\#(code),"message":"x"}}"#)
  }

  package static func status(_ status: String, _ hash: String? = nil) -> String {
    let text = hash.map { "\"\($0)\"" } ?? "null"
    return #"{"status":"\#(status)","latestValidHash":\#(text),"validationError":null}"#
  }

  package static func forkchoice(_ status: String, id: String? = nil) -> String {
    let text = id.map { "\"\($0)\"" } ?? "null"
    return #"{"payloadStatus":\#(status),"payloadId":\#(text)}"#
  }

  package static func operation(
    _ method: String, _ params: String = "[]"
  ) -> LighthouseCompatibility.Operation {
    let body = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#
    return Operation(method: method, envelope: message(body).envelope, size: body.utf8.count)
  }

  package static func envelope(_ method: String, _ params: String) -> Envelope {
    message(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#).envelope
  }

  private static func message(_ text: String) -> UpstreamAnswer {
    let body = MessageBody(text)
    var scanner = EnvelopeScanner()
    body.withContiguousBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil else {
      preconditionFailure("a test's message is no JSON: \(text)")
    }
    return UpstreamAnswer(body: body, envelope: envelope, elapsed: .milliseconds(1))
  }
}
