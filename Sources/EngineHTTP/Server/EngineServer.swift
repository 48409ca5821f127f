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
  ///   - sockets: a predecessor's, in place of new ones; the server owns them from here on.
  ///   - now: seconds since 1970.
  public static func start(
    on loop: any EventLoop, host: String, port: Int, secret: JWTSecret,
    limits: EngineServerLimits = EngineServerLimits(), hosts: AllowedHosts = AllowedHosts(),
    counts: EngineServerCounts = EngineServerCounts(), sockets: ServerSockets = ServerSockets(),
    now: @escaping @Sendable () -> Double,
    makeResponder: @escaping @Sendable (any EventLoop) -> any EngineResponder
  ) async throws -> EngineServer {
    let context = try await loop.submit {
      NIOLoopBound(
        ServerContext(
          secret: secret, limits: limits, hosts: hosts, responder: makeResponder(loop),
          counts: counts, now: now), eventLoop: loop)
    }.get()
    let bootstrap = bootstrap(loop, context)
    let channel =
      if let listener = sockets.listener {
        try await bootstrap.withBoundSocket(listener).get()
      } else {
        try await bootstrap.bind(host: host, port: port).get()
      }
    guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
    for socket in sockets.connections { try? await adopt(socket, loop, context) }
    return EngineServer(channel: channel, address: address, context: context)
  }

  private static let receiving = AdaptiveRecvByteBufferAllocator(
    minimum: 2048, initial: 16384, maximum: 262_144)

  private static func bootstrap(
    _ loop: any EventLoop, _ context: NIOLoopBound<ServerContext>
  ) -> ServerBootstrap {
    ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // One at a time: callers are read between those who flock in.
      .serverChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.recvAllocator, value: receiving)
      .childChannelInitializer { prepare($0, context) }
  }

  private static func prepare(
    _ channel: any Channel, _ context: NIOLoopBound<ServerContext>
  ) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(
        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
      try pipeline.addHandler(EngineServerHandler(server: context.value))
    }
  }

  // MARK: Handing over

  /// Serves on a connection that a predecessor had.
  private static func adopt(
    _ socket: CInt, _ loop: any EventLoop, _ context: NIOLoopBound<ServerContext>
  ) async throws {
    _ = try await ClientBootstrap(group: loop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.recvAllocator, value: receiving)
      .channelInitializer { prepare($0, context) }
      .withConnectedSocket(socket).get()
  }

  /// Takes no new request, lets those that are being served end, and keeps every connection.
  ///
  /// - Parameter patience: how long those may take.
  /// - Returns: whether every caller has its answer; if not, `release` has to follow.
  public func hold(patience: TimeAmount) async throws -> Bool {
    let loop = channel.eventLoop
    let held = loop.makePromise(of: Bool.self)
    let now = NIODeadline.now()
    loop.execute { [context, channel] in
      try? channel.syncOptions?.setOption(.autoRead, value: false)
      context.value.hold()
      EngineServer.awaitQuiet(
        context.value, loop, strangersUntil: now + Self.strangersPatience, until: now + patience,
        held)
    }
    return try await held.futureResult.get()
  }

  /// How long the first request of a connection that has shown no good token yet is waited for.
  private static let strangersPatience = TimeAmount.milliseconds(100)

  private static func awaitQuiet(
    _ context: ServerContext, _ loop: any EventLoop, strangersUntil: NIODeadline,
    until deadline: NIODeadline, _ held: EventLoopPromise<Bool>
  ) {
    let now = NIODeadline.now()
    if context.isQuiet(countingStrangers: now < strangersUntil) { return held.succeed(true) }
    guard now < deadline else { return held.succeed(false) }
    loop.assumeIsolated().scheduleTask(in: .milliseconds(2)) {
      awaitQuiet(context, loop, strangersUntil: strangersUntil, until: deadline, held)
    }
  }

  /// Takes requests again.
  public func release() async throws {
    try await channel.eventLoop.submit { [context, channel] in
      context.value.release()
      try? channel.syncOptions?.setOption(.autoRead, value: true)
    }.get()
  }

  /// Ends a server that holds still, and leaves its sockets to whoever takes them; what is in the
  /// middle of a request is closed.
  public func leave() async throws -> ServerSockets {
    let sockets = try await channel.eventLoop.submit { [context, channel] in
      ServerSockets(
        listener: channel.pipeline.syncOperations.duplicatedSocket,
        connections: context.value.leave())
    }.get()
    try? await channel.close()
    return sockets
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
