import EngineRPC
import NIOCore
import NIOHTTP1

/// The live page, its parts, and what keeps it live.
extension AdminRouter {
  static let pageRoutes: [AdminRoute] = [
    asset("/", "The live page.", "text/html; charset=utf-8", PackageResources.page_html),
    asset("/page.css", "Its looks.", "text/css; charset=utf-8", PackageResources.page_css),
    asset("/page.js", "What draws it.", "text/javascript; charset=utf-8", PackageResources.page_js),
    AdminRoute(
      method: .GET, path: "/v1/stream",
      summary: "The state twice a second and the charts' points, as server-sent events.",
      responses: [
        .init(
          status: 200, meaning: "events: points, point, state", schema: nil,
          type: "text/event-stream")
      ]
    ) { _, _, control in
      control.sideLoop.makeSucceededFuture(
        AdminReply(
          status: .ok, contentType: "text/event-stream", text: "", stream: control.pages))
    },
  ]

  /// Nothing is loaded from elsewhere, nothing is run that is not in these files, and no other page
  /// may show it in a frame.
  private static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  private static func asset(
    _ path: String, _ summary: String, _ type: String, _ bytes: [UInt8]
  ) -> AdminRoute {
    let reply = AdminReply(
      status: .ok, contentType: type, text: String(decoding: bytes, as: UTF8.self),
      headers: [("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer")])
    return AdminRoute(
      method: .GET, path: path, summary: summary,
      responses: [
        .init(
          status: 200, meaning: "as it is in this version", schema: nil,
          type: String(type.prefix { $0 != ";" }))
      ]
    ) { _, _, control in control.sideLoop.makeSucceededFuture(reply) }
  }
}
