import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A real HTTP server on a port of this machine, which answers as a test tells it to.
final class LoopbackServer: Sendable {
  enum Reply: Sendable {
    case status(Int, body: String = "", location: String? = nil)
    /// Takes the request and says nothing.
    case silence
    case hangUp
    /// Bytes that are no HTTP.
    case garbage
    /// A body of 100 MB.
    case flood(status: Int)
  }

  struct Request: Sendable {
    var head: HTTPRequestHead
    var body: [UInt8] = []
  }

  let port: Int
  private let channel: any Channel
  private let inbox: Inbox

  private final class Inbox: Sendable {
    private let taken = Mutex<[Request]>([])
    private let reply: @Sendable (Int, Request) -> Reply

    init(reply: @escaping @Sendable (Int, Request) -> Reply) {
      self.reply = reply
    }

    var requests: [Request] { taken.withLock { $0 } }

    func take(_ request: Request) -> Reply {
      let index = taken.withLock { taken in
        taken.append(request)
        return taken.count - 1
      }
      return reply(index, request)
    }
  }

  /// Starts it; `reply` hears how many requests came before.
  init(reply: @escaping @Sendable (Int, Request) -> Reply) async throws {
    let inbox = Inbox(reply: reply)
    self.inbox = inbox
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler { inbox.take($0) })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  static func with<Value>(
    _ reply: Reply, _ body: (LoopbackServer) async throws -> Value
  ) async throws -> Value {
    try await with({ _, _ in reply }, body)
  }

  static func with<Value>(
    _ reply: @escaping @Sendable (Int, Request) -> Reply,
    _ body: (LoopbackServer) async throws -> Value
  ) async throws -> Value {
    let server = try await LoopbackServer(reply: reply)
    do {
      let value = try await body(server)
      try await server.channel.close()
      return value
    } catch {
      try? await server.channel.close()
      throw error
    }
  }

  var requests: [Request] { inbox.requests }

  /// Waits until that many requests have come.
  func wait(for count: Int) async {
    while requests.count < count, !Task.isCancelled { await Task.yield() }
  }

  func url(_ rest: String = "/") -> String { "http://127.0.0.1:\(port)\(rest)" }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let take: @Sendable (Request) -> Reply
    private var request: Request?

    init(take: @escaping @Sendable (Request) -> Reply) {
      self.take = take
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): request = Request(head: head)
      case .body(let buffer): request?.body += buffer.readableBytesView
      case .end:
        guard let request else { return }
        answer(take(request), context)
      }
    }

    private func answer(_ reply: Reply, _ context: ChannelHandlerContext) {
      switch reply {
      case .status(let status, let body, let location):
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
        if status >= 200 { head.headers.add(name: "Content-Length", value: "\(body.utf8.count)") }
        if let location { head.headers.add(name: "Location", value: location) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let buffer = context.channel.allocator.buffer(string: body)
        context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      case .silence: break
      case .hangUp: context.close(promise: nil)
      case .garbage:
        let buffer = context.channel.allocator.buffer(string: "SSH-2.0-nobody\r\n\r\n")
        // Past the encoder, which would not write it.
        let encoder = try? context.channel.pipeline.syncOperations.context(
          handlerType: HTTPResponseEncoder.self)
        encoder?.writeAndFlush(NIOAny(buffer), promise: nil)
        context.close(promise: nil)
      case .flood(let status):
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let chunk = context.channel.allocator.buffer(repeating: 120, count: 1_000_000)
        for _ in 0..<100 {
          context.write(wrapOutboundOut(.body(.byteBuffer(chunk))), promise: nil)
        }
        context.flush()
      }
    }
  }
}
