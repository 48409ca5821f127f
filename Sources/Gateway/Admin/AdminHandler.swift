import NIOCore
import NIOHTTP1

/// Reads a request of the admin interface within its bounds, and writes the answer.
final class AdminHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// How long a request may take to arrive, and a connection may stay without one.
  static let patience = TimeAmount.seconds(30)

  /// How many bytes of a refused request are read, at most.
  private static let mostDropped = 4 << 20

  private enum State {
    case idle
    case reading(HTTPRequestHead, [UInt8])
    /// Answered already; what is left of the request is read and dropped, or the client would see
    /// a reset in place of the answer.
    case refused(closing: Bool, dropped: Int)
    case answering
    /// The last answer is on its way.
    case closing
    /// A page is told until either side ends it.
    case streaming(PageFeed, Int)
  }

  private let router: AdminRouter
  private var state = State.idle
  private var deadline: Scheduled<Void>?

  init(router: AdminRouter) {
    self.router = router
  }

  func channelActive(context: ChannelHandlerContext) {
    startDeadline(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    if case .streaming(let feed, let id) = state { feed.close(id) }
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let bytes): take(bytes, context)
    case .end: end(context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func startDeadline(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
      context.close(promise: nil)
    }
  }

  /// A request that does not wait for the answer before it, or whose sender leaves answers unread,
  /// is not served: they would pile up here.
  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard case .idle = state, context.channel.isWritable else { return context.close(promise: nil) }
    if let refusal = router.refusal(of: head) {
      refuse(refusal, closing: Self.isLast(head), context)
    } else if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
      length > AdminRouter.bodyLimit
    {
      refuse(Self.tooLarge, closing: true, context)
    } else {
      state = .reading(head, [])
    }
  }

  /// Whether nothing is served behind it: what follows an Upgrade is no request.
  private static func isLast(_ head: HTTPRequestHead) -> Bool {
    !head.isKeepAlive || head.method == .CONNECT || head.headers.contains(name: "upgrade")
  }

  private func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    if case .refused(let closing, let dropped) = state {
      let sum = dropped + bytes.readableBytes
      guard sum <= Self.mostDropped else { return context.close(promise: nil) }
      return state = .refused(closing: closing, dropped: sum)
    }
    guard case .reading(let head, var body) = state else { return }
    state = .idle
    guard body.count + bytes.readableBytes <= AdminRouter.bodyLimit else {
      return refuse(Self.tooLarge, closing: true, context)
    }
    body += bytes.readableBytesView
    state = .reading(head, body)
  }

  private static let tooLarge = AdminReply.failure(
    .payloadTooLarge, "the body has more than \(AdminRouter.bodyLimit) bytes",
    fix: "no change needs that much")

  private func end(_ context: ChannelHandlerContext) {
    if case .refused(let closing, _) = state {
      state = .idle
      return closing ? context.close(promise: nil) : startDeadline(context)
    }
    guard case .reading(let head, let body) = state else { return }
    deadline?.cancel()
    state = .answering
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    router.answer(AdminRequest(head: head, body: body), on: context.eventLoop)
      .hop(to: context.eventLoop).whenComplete { result in
        let (handler, context) = bound.value
        let failure = AdminReply.failure(
          .internalServerError, "the gateway could not answer", fix: "look at its log")
        let reply = (try? result.get()) ?? failure
        if let feed = reply.stream { return handler.stream(feed, reply, context) }
        handler.state = .idle
        let closing = Self.isLast(head)
        let written = handler.write(reply, closing: closing, context)
        handler.startDeadline(context)
        guard closing else { return }
        handler.state = .closing
        written.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
      }
  }

  // MARK: Streams

  private func stream(_ feed: PageFeed, _ reply: AdminReply, _ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let loop = context.eventLoop
    write(Self.head(reply), context)
    let id = feed.open { event in
      loop.execute {
        let (handler, context) = bound.value
        handler.tell(event, context)
      }
    }
    guard let id else { return context.close(promise: nil) }
    state = .streaming(feed, id)
  }

  private func write(_ head: HTTPResponseHead, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
  }

  /// A page that does not keep up misses events: the next one tells everything.
  private func tell(_ event: String?, _ context: ChannelHandlerContext) {
    guard let event else { return context.close(promise: nil) }
    guard context.channel.isActive, context.channel.isWritable else { return }
    let body = context.channel.allocator.buffer(string: event)
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
  }

  private static func head(_ reply: AdminReply) -> HTTPResponseHead {
    var response = HTTPResponseHead(version: .http1_1, status: reply.status)
    response.headers = [
      "Content-Type": reply.contentType, "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    ]
    for (name, value) in reply.headers { response.headers.add(name: name, value: value) }
    return response
  }

  private func refuse(_ reply: AdminReply, closing: Bool, _ context: ChannelHandlerContext) {
    state = .refused(closing: closing, dropped: 0)
    _ = write(reply, closing: closing, context)
  }

  private func write(
    _ reply: AdminReply, closing: Bool, _ context: ChannelHandlerContext
  ) -> EventLoopFuture<Void> {
    var response = Self.head(reply)
    response.headers.add(name: "Content-Length", value: String(reply.text.utf8.count))
    if closing { response.headers.add(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    let body = context.channel.allocator.buffer(string: reply.text)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    return context.writeAndFlush(wrapOutboundOut(.end(nil)))
  }
}
