public import EngineRPC
public import NIOCore
import NIOHTTP1
import NIOPosix

/// An Engine API server over HTTP/1.1: authentication, limits and envelopes in front of a
/// responder, all on one event loop.
public final class EngineServer: Sendable {
  /// Where the server listens.
  public let address: SocketAddress
  private let channel: any Channel
  private let context: NIOLoopBound<ServerContext>

  private init(channel: any Channel, address: SocketAddress, context: NIOLoopBound<ServerContext>) {
    self.channel = channel
    self.address = address
    self.context = context
  }

  /// The port that the server listens on.
  public var port: Int { address.port ?? 0 }

  /// Binds and begins to serve; the responder is made on the event loop that it will live on.
  ///
  /// - Parameters:
  ///   - port: 0 for any free one.
  ///   - now: seconds since 1970.
  public static func start(
    on loop: any EventLoop, host: String, port: Int, secret: JWTSecret,
    limits: EngineServerLimits = EngineServerLimits(), hosts: AllowedHosts = AllowedHosts(),
    counts: EngineServerCounts = EngineServerCounts(), now: @escaping @Sendable () -> Double,
    makeResponder: @escaping @Sendable (any EventLoop) -> any EngineResponder
  ) async throws -> EngineServer {
    let context = try await loop.submit {
      NIOLoopBound(
        ServerContext(
          secret: secret, limits: limits, hosts: hosts, responder: makeResponder(loop),
          counts: counts, now: now), eventLoop: loop)
    }.get()
    let channel = try await bootstrap(loop, context).bind(host: host, port: port).get()
    guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
    return EngineServer(channel: channel, address: address, context: context)
  }

  private static func bootstrap(
    _ loop: any EventLoop, _ context: NIOLoopBound<ServerContext>
  ) -> ServerBootstrap {
    ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 16384, maximum: 262_144)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
          try pipeline.addHandler(EngineServerHandler(server: context.value))
        }
      }
  }

  /// Stops listening, lets the requests being served end, and closes every connection.
  ///
  /// - Parameter deadline: when connections that are still busy are closed all the same.
  public func drain(deadline: NIODeadline) async throws {
    try? await channel.close()
    let bound = context
    let loop = channel.eventLoop
    let drained = loop.makePromise(of: Void.self)
    loop.execute { EngineServer.awaitDrain(bound.value, loop, deadline, drained) }
    try await drained.futureResult.get()
  }

  private static func awaitDrain(
    _ context: ServerContext, _ loop: any EventLoop, _ deadline: NIODeadline,
    _ drained: EventLoopPromise<Void>
  ) {
    context.isDraining = true
    for handler in context.connections.values { handler.drain() }
    if context.connections.isEmpty || NIODeadline.now() >= deadline {
      for handler in context.connections.values { handler.abort() }
      return drained.succeed()
    }
    loop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
      awaitDrain(context, loop, deadline, drained)
    }
  }
}
