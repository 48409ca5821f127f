public import EngineRPC
public import NIOCore
import NIOHTTP1
import NIOPosix

/// Connections to one engine on one event loop, each request with a token minted for it.
///
/// It lives on its event loop and must be called there only.
public final class EngineUpstream {
  /// How much at once.
  public struct Limits: Sendable, Hashable {
    public var connections = 16
    /// Requests that wait for a connection; one more is refused.
    public var waiting = 256
    /// In bytes.
    public var answerBytes = 128 * 1024 * 1024
    public var connectTime = TimeAmount.seconds(2)

    public init() {}
  }

  public let endpoint: UpstreamEndpoint
  private let loop: any EventLoop
  private let limits: Limits
  private let now: () -> Double
  private var mint: JWTMint
  private var prefix = ByteBuffer()
  private var prefixAuthorization = ""
  private var idle: [UpstreamConnection] = []
  private var open: Set<ObjectIdentifier> = []
  private var connecting = 0
  private var waiting = CircularBuffer<UpstreamExchange>()
  private lazy var deadlines = DeadlineQueue(loop: loop) { [weak self] in self?.expire($0) }

  /// - Parameter now: seconds since 1970.
  public init(
    endpoint: UpstreamEndpoint, mint: JWTMint, loop: any EventLoop, limits: Limits = Limits(),
    now: @escaping () -> Double
  ) {
    self.endpoint = endpoint
    self.mint = mint
    self.loop = loop
    self.limits = limits
    self.now = now
  }

  /// Sends one JSON-RPC request; `completion` is called once, on the event loop.
  ///
  /// - Parameters:
  ///   - id: the request's id as it stands in the body; an answer with another is a failure.
  ///   - timeout: from now to the last byte of the answer.
  public func send(
    _ body: MessageBody, id: [UInt8]?, timeout: TimeAmount,
    completion: @escaping (Result<UpstreamAnswer, TransportFailure>) -> Void
  ) {
    loop.preconditionInEventLoop()
    let exchange = UpstreamExchange(body: body, id: id, timeout: timeout, completion: completion)
    deadlines.insert(exchange)
    dispatch(exchange)
  }

  /// Closes the connections that carry nothing.
  public func closeIdle() {
    for connection in idle { connection.abort() }
    idle.removeAll()
  }

  private func dispatch(_ exchange: UpstreamExchange) {
    while let connection = idle.popLast() {
      guard connection.isActive else { continue }
      return connection.start(exchange, prefix: currentPrefix())
    }
    guard waiting.count < limits.waiting else {
      return exchange.complete(.failure(.tooManyRequests(limit: limits.waiting)))
    }
    waiting.append(exchange)
    if open.count + connecting < limits.connections { connect() }
  }

  private func expire(_ exchange: UpstreamExchange) {
    guard !exchange.isComplete else { return }
    let connection = exchange.connection
    waiting.removeAll { $0 === exchange }
    connection?.abort()
    let milliseconds = exchange.timeout.nanoseconds / 1_000_000
    exchange.complete(.failure(.timedOut(milliseconds: milliseconds)))
  }

  // MARK: Connections

  private func connect() {
    connecting += 1
    let loop = loop.assumeIsolated()
    let connection = UpstreamConnection(endpoint: endpoint, answerLimit: limits.answerBytes) {
      [weak self] connection, event in self?.note(connection, event)
    }
    let bound = NIOLoopBound(connection, eventLoop: self.loop)
    bootstrap(bound).connect(host: endpoint.host, port: endpoint.port).assumeIsolated()
      .whenComplete { [self] result in
        connecting -= 1
        switch result {
        case .success:
          open.insert(ObjectIdentifier(bound.value))
          note(bound.value, .idle)
        case .failure(let error): connectFailed(error)
        }
        _ = loop
      }
  }

  private func bootstrap(_ connection: NIOLoopBound<UpstreamConnection>) -> ClientBootstrap {
    ClientBootstrap(group: loop)
      .connectTimeout(limits.connectTime)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 16384, maximum: 262_144)
      )
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(connection.value.writer)
          try pipeline.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
          try pipeline.addHandler(connection.value)
        }
      }
  }

  private func connectFailed(_ error: any Error) {
    // What waits would only wait for a connection that cannot be had either.
    let failure = TransportFailure.connectFailed(
      endpoint: "\(endpoint)", reason: Self.reason(of: error))
    guard open.isEmpty, connecting == 0 else {
      waiting.popFirst()?.complete(.failure(failure))
      return
    }
    while let exchange = waiting.popFirst() { exchange.complete(.failure(failure)) }
  }

  private func note(_ connection: UpstreamConnection, _ event: UpstreamConnection.Event) {
    switch event {
    case .idle:
      if let exchange = waiting.popFirst() {
        connection.start(exchange, prefix: currentPrefix())
      } else {
        idle.append(connection)
      }
    case .closed:
      open.remove(ObjectIdentifier(connection))
      idle.removeAll { $0 === connection }
      lose(connection)
      if !waiting.isEmpty, open.count + connecting < limits.connections { connect() }
    }
  }

  /// Sends a request once more whose kept-alive connection was closed before the answer began.
  ///
  /// The engine may never have seen it, and every method of the Engine API bears repetition.
  private func lose(_ connection: UpstreamConnection) {
    guard let exchange = connection.takeExchange(), !exchange.isComplete else { return }
    if connection.mayHaveBeenStale, !exchange.wasRetried {
      exchange.wasRetried = true
      dispatch(exchange)
    } else {
      exchange.complete(.failure(.closed(endpoint: "\(endpoint)")))
    }
  }

  private func currentPrefix() -> ByteBuffer {
    let authorization = mint.authorization(now: now())
    if authorization != prefixAuthorization {
      prefixAuthorization = authorization
      prefix = RequestWriter.prefix(
        authority: endpoint.authority, authorization: authorization)
    }
    return prefix
  }

  private static func reason(of error: any Error) -> String {
    guard let connection = error as? NIOConnectionError else { return "\(error)" }
    if let failure = connection.connectionErrors.first { return "\(failure.error)" }
    return "the host name cannot be resolved"
  }
}
