import EngineRPC
import NIOCore
import NIOHTTP1

/// One path and method of the admin interface, with what its description says.
struct AdminRoute: Sendable {
  struct Parameter: Sendable {
    let name: String
    /// `path` or `query`.
    let place: String
    let isRequired: Bool
    let meaning: String
  }

  struct Response: Sendable {
    let status: Int
    let meaning: String
    /// Nil where the answer is no JSON.
    let schema: JSONValue?
    /// What it is where it is no JSON.
    var type = "text/plain"
  }

  let method: HTTPMethod
  /// As OpenAPI writes it: `{id}` stands for one segment.
  let path: String
  let summary: String
  var parameters: [Parameter] = []
  /// What the body must be; nil where none is read.
  var request: JSONValue?
  let responses: [Response]
  let handle:
    @Sendable (AdminRequest, [String: String], GatewayControl) -> EventLoopFuture<AdminReply>

  /// The values of the path's placeholders; nil where the path is another one.
  func match(_ path: String) -> [String: String]? {
    let pattern = self.path.split(separator: "/", omittingEmptySubsequences: false)
    let given = path.split(separator: "/", omittingEmptySubsequences: false)
    guard pattern.count == given.count else { return nil }
    var values: [String: String] = [:]
    for (expected, actual) in zip(pattern, given) {
      if expected.hasPrefix("{"), expected.hasSuffix("}") {
        guard !actual.isEmpty else { return nil }
        values[String(expected.dropFirst().dropLast())] = String(actual)
      } else if expected != actual {
        return nil
      }
    }
    return values
  }
}
