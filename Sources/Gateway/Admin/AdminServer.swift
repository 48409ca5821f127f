import EngineRPC
import NIOCore
import NIOHTTP1
import NIOPosix

/// The listener for health and metrics, apart from the callers'.
enum AdminServer {
  static func start(
    on loop: any EventLoop, host: String, port: Int,
    state: @escaping @Sendable () -> EventLoopFuture<GatewayState>
  ) async throws -> any Channel {
    try await ServerBootstrap(group: loop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline()
          try pipeline.addHandler(
            AdminHandler { path in state().map { page(path, $0) } })
        }
      }
      .bind(host: host, port: port).get()
  }

  private static func page(_ path: String, _ state: GatewayState) -> AdminHandler.Page {
    switch path {
    case "/healthz": health(state)
    case "/metrics":
      AdminHandler.Page(
        status: .ok, contentType: PrometheusText.contentType, text: PrometheusText.render(state))
    default:
      AdminHandler.Page(
        status: .notFound, contentType: "text/plain", text: "there are /healthz and /metrics\n")
    }
  }

  /// 200 while callers can be served: the authority's engine answers and no stop has begun.
  private static func health(_ state: GatewayState) -> AdminHandler.Page {
    let authority = state.mode == "v5Only" ? "v5" : "v4"
    let isHealthy =
      !state.isDraining && (state.sides.first { $0.name == authority }?.isUp ?? false)
    let sides = state.sides.map { side -> (JSONObject.Member) in
      JSONObject.Member(name: side.name, value: .string(side.isUp ? "up" : "down"))
    }
    let body: JSONValue = [
      "status": .string(state.isDraining ? "draining" : isHealthy ? "ok" : "unhealthy"),
      "mode": .string(state.mode), "engines": .object(JSONObject(sides)),
    ]
    return AdminHandler.Page(
      status: isHealthy ? .ok : .serviceUnavailable, contentType: "application/json",
      text: body.text + "\n")
  }
}
