import NIOCore
import NIOHTTP1

/// Finds what answers a request, once it may be answered.
struct AdminRouter: Sendable {
  /// In bytes.
  static let bodyLimit = 64 * 1024

  let control: GatewayControl
  let token: AdminToken?
  let hosts: AdminHosts

  static let routes =
    pageRoutes + readingRoutes + changingRoutes + experimentRoutes + migrationRoutes

  /// Judges a request by its head, before its body is read.
  func refusal(of head: HTTPRequestHead) -> AdminReply? {
    guard hosts.allows(head.headers["host"]) else {
      return .failure(
        .forbidden, "this interface is not called by that Host",
        fix: "use an address or localhost, or add the name to admin.allowedHosts")
    }
    let path = String(head.uri.prefix { $0 != "?" })
    let methods = Self.routes.filter { $0.match(path) != nil }.map(\.method)
    guard !methods.isEmpty else {
      return .failure(
        .notFound, "there is nothing at \(path.prefix(120))",
        fix: "GET /v1/openapi.json lists what there is")
    }
    guard methods.contains(head.method) else {
      let allowed = methods.map(\.rawValue).joined(separator: ", ")
      var reply = AdminReply.failure(
        .methodNotAllowed, "\(head.method.rawValue.prefix(20)) is not served here",
        fix: "use \(allowed)")
      reply.headers = [("Allow", allowed)]
      return reply
    }
    return head.method == .GET ? nil : refusal(ofChange: head)
  }

  private func refusal(ofChange head: HTTPRequestHead) -> AdminReply? {
    guard let token else {
      return .failure(
        .forbidden, "this gateway's admin interface is read-only",
        fix: "name a private file with a token under admin.token and start the gateway again")
    }
    let offers = head.headers["authorization"]
    guard offers.count == 1, token.accepts(offers.first) else {
      var reply = AdminReply.failure(
        .unauthorized, offers.isEmpty ? "a change needs the token" : "the token is wrong",
        fix: "send Authorization: Bearer with the contents of admin.token's file")
      reply.headers = [("WWW-Authenticate", "Bearer")]
      return reply
    }
    let types = head.headers["content-type"].map {
      $0.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    }
    guard types == ["application/json"] else {
      return .failure(
        .unsupportedMediaType, "a change is application/json",
        fix: "send Content-Type: application/json")
    }
    return nil
  }

  /// The answer to a request that is not refused by its head.
  func answer(_ request: AdminRequest, on loop: any EventLoop) -> EventLoopFuture<AdminReply> {
    for route in Self.routes where route.method == request.head.method {
      guard let values = route.match(request.path) else { continue }
      return route.handle(request, values, control).flatMapErrorThrowing { error in
        if let refusal = error as? AdminRefusal { return refusal.reply }
        return .failure(
          .internalServerError, "the gateway could not answer: \(error)",
          fix: "look at the gateway's log")
      }
    }
    let reply = AdminReply.failure(.notFound, "there is nothing here", fix: "see /v1/openapi.json")
    return loop.makeSucceededFuture(reply)
  }
}
