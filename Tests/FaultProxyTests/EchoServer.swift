import NIOCore
import NIOPosix
import Synchronization

@testable import FaultProxy

/// A server that answers every request with its method, and counts.
final class EchoServer: Sendable {
  static let type = "application/json"
  private let channel: any Channel
  let counts: Counts

  final class Counts: Sendable {
    private let state = Mutex((methods: [String](), open: 0))
    /// What was asked, in order.
    var methods: [String] { state.withLock { $0.methods } }
    var requests: Int { methods.count }
    var open: Int { state.withLock { $0.open } }
    func note(_ method: String) { state.withLock { $0.methods.append(method) } }
    func add(open: Int) { state.withLock { $0.open += open } }
  }

  private init(channel: any Channel, counts: Counts) {
    self.channel = channel
    self.counts = counts
  }

  var port: Int { channel.localAddress?.port ?? 0 }

  static func start(on loop: any EventLoop) async throws -> EchoServer {
    let counts = Counts()
    let channel = try await ServerBootstrap(group: loop)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(counts: counts))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return EchoServer(channel: channel, counts: counts)
  }

  func close() async throws { try await channel.close() }

  static func body(_ method: String, id: String = "7") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":"\#(method)"}"#
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let counts: Counts
    private var framing = HTTPFraming()

    init(counts: Counts) { self.counts = counts }

    func channelActive(context: ChannelHandlerContext) { counts.add(open: 1) }

    func channelInactive(context: ChannelHandlerContext) { counts.add(open: -1) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard let requests = try? framing.take(unwrapInboundIn(data)) else { return }
      for request in requests {
        counts.note(request.method)
        let id = request.member("id").map { String(decoding: request.body[$0], as: UTF8.self) }
        let answer = HTTPMessage(
          startLine: "HTTP/1.1 200 OK", headers: [("Content-Type", EchoServer.type)],
          body: Array(EchoServer.body(request.method, id: id ?? "null").utf8))
        context.writeAndFlush(wrapOutboundOut(answer.bytes), promise: nil)
        let ends = request.headers.contains { $0.name == "Connection" && $0.value == "close" }
        if ends { context.close(promise: nil) }
      }
    }
  }
}
