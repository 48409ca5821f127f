import EngineRPC
import Foundation
import NIOHTTP1

/// A request to the admin interface, whole.
struct AdminRequest: Sendable {
  let head: HTTPRequestHead
  let body: [UInt8]
  let path: String
  /// Of a name that appears twice, the last value.
  let query: [String: String]

  init(head: HTTPRequestHead, body: [UInt8]) {
    self.head = head
    self.body = body
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts.first ?? "")
    query = parts.dropFirst().first.map(Self.query) ?? [:]
  }

  private static func query(_ text: Substring) -> [String: String] {
    text.split(separator: "&").reduce(into: [:]) { query, pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let decoded = parts.map { String($0).removingPercentEncoding ?? String($0) }
      query[decoded.first ?? ""] = decoded.dropFirst().first ?? ""
    }
  }

  /// The body's object, or the answer that says why it is none.
  ///
  /// - Parameter names: the members that it may have; nil where that is judged elsewhere.
  func object(_ names: Set<String>?) throws(AdminRefusal) -> JSONObject {
    guard let value = try? JSONValue(parsing: body), let object = value.objectValue else {
      throw AdminRefusal(
        .failure(
          .badRequest, "the body is no JSON object",
          fix: "send an object, as GET /v1/openapi.json describes it"))
    }
    if let twice = object.duplicate {
      throw AdminRefusal(
        .failure(.badRequest, "the member \(twice.prefix(80)) appears twice", fix: "send it once"))
    }
    guard let names else { return object }
    let unknown = object.members.map(\.name).filter { !names.contains($0) }.sorted()
    guard unknown.isEmpty else {
      let known = names.sorted().joined(separator: ", ")
      throw AdminRefusal(
        .failure(
          .badRequest, "unknown member \(unknown[0].prefix(80))", fix: "known are: \(known)"))
    }
    return object
  }
}

/// An answer that ends a request early.
struct AdminRefusal: Error {
  let reply: AdminReply

  init(_ reply: AdminReply) {
    self.reply = reply
  }
}
