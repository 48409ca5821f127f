import EngineRPC
import NIOCore
import NIOPosix

/// Opens connections to one engine, and writes what each request to it begins with.
final class UpstreamConnector {
  let endpoint: UpstreamEndpoint
  private let loop: any EventLoop
  private let limits: EngineUpstream.Limits
  private let now: () -> Double
  private var mint: JWTMint
  private var currentPrefix = ByteBuffer()
  private var currentAuthorization = ""

  init(
    endpoint: UpstreamEndpoint, mint: JWTMint, loop: any EventLoop, limits: EngineUpstream.Limits,
    now: @escaping () -> Double
  ) {
    self.endpoint = endpoint
    self.mint = mint
    self.loop = loop
    self.limits = limits
    self.now = now
  }

  /// The head of a request up to the value of Content-Length, with a token that is fresh now.
  func prefix() -> ByteBuffer {
    let authorization = mint.authorization(now: now())
    if authorization != currentAuthorization {
      currentAuthorization = authorization
      currentPrefix = RequestWriter.prefix(
        authority: endpoint.authority, authorization: authorization)
    }
    return currentPrefix
  }

  /// Opens a connection; `report` hears of its life, `completion` of its beginning.
  func connect(
    report: @escaping (UpstreamConnection, UpstreamConnection.Event) -> Void,
    completion: @escaping (Result<UpstreamConnection, TransportFailure>) -> Void
  ) {
    let connection = UpstreamConnection(
      endpoint: endpoint, answerLimit: limits.answerBytes, report: report)
    let bound = NIOLoopBound(connection, eventLoop: loop)
    bootstrap(bound).connect(host: endpoint.host, port: endpoint.port).assumeIsolated()
      .whenComplete { [self] result in
        switch result {
        case .success: completion(.success(bound.value))
        case .failure(let error):
          completion(
            .failure(.connectFailed(endpoint: "\(endpoint)", reason: Self.reason(of: error))))
        }
      }
  }

  private func bootstrap(_ connection: NIOLoopBound<UpstreamConnection>) -> ClientBootstrap {
    ClientBootstrap(group: loop)
      .connectTimeout(limits.connectTime)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 16384, maximum: 262_144)
      )
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(connection.value)
        }
      }
  }

  private static func reason(of error: any Error) -> String {
    guard let connection = error as? NIOConnectionError else { return "\(error)" }
    if let failure = connection.connectionErrors.first { return "\(failure.error)" }
    return "the host name cannot be resolved"
  }
}
