import NIOCore
import NIOHTTP1

/// Answers GET on the admin listener: `/healthz` and `/metrics`.
final class AdminHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// An answer of the admin listener.
  struct Page: Sendable {
    var status: HTTPResponseStatus
    var contentType: String
    var text: String
  }

  private let pages: @Sendable (String) -> EventLoopFuture<Page>
  private var head: HTTPRequestHead?

  init(pages: @escaping @Sendable (String) -> EventLoopFuture<Page>) {
    self.pages = pages
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end: if let head { answer(head, context) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    self.head = nil
    guard head.method == .GET else {
      return write(
        Page(status: .methodNotAllowed, contentType: "text/plain", text: "GET only\n"), head,
        context)
    }
    let path = String(head.uri.prefix { $0 != "?" })
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    pages(path).hop(to: context.eventLoop).whenComplete { result in
      let (handler, context) = bound.value
      let failure = Page(status: .internalServerError, contentType: "text/plain", text: "failed\n")
      handler.write((try? result.get()) ?? failure, head, context)
    }
  }

  private func write(_ page: Page, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    var response = HTTPResponseHead(version: .http1_1, status: page.status)
    response.headers = [
      "Content-Type": page.contentType, "Content-Length": String(page.text.utf8.count),
      "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
    ]
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    let body = context.channel.allocator.buffer(string: page.text)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if !head.isKeepAlive { context.close(promise: nil) }
  }
}
