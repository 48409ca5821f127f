import EngineRPC
import NIOHTTP1

/// An answer of the admin interface.
struct AdminReply: Sendable {
  var status: HTTPResponseStatus
  var contentType: String
  var text: String
  var headers: [(String, String)] = []
  /// What goes on with events where the answer has no end of its own.
  var stream: PageFeed?

  static func json(_ value: JSONValue, _ status: HTTPResponseStatus = .ok) -> AdminReply {
    AdminReply(status: status, contentType: "application/json", text: value.text + "\n")
  }

  /// What is wrong, and what to do about it.
  static func failure(
    _ status: HTTPResponseStatus, _ error: String, fix: String, details: [String] = []
  ) -> AdminReply {
    var object = JSONObject([
      .init(name: "error", value: .string(error)), .init(name: "fix", value: .string(fix)),
    ])
    if !details.isEmpty { object["problems"] = .array(details.map { .string($0) }) }
    return .json(.object(object), status)
  }
}
