import NIOCore
import NIOHTTP1

/// Writes one request as soon as the connection stands, and reads its answer.
final class HTTPPostHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let address: WebhookAddress
  private let body: [UInt8]
  private let promise: EventLoopPromise<HTTPReply>
  private var reply: HTTPReply?

  init(address: WebhookAddress, body: [UInt8], promise: EventLoopPromise<HTTPReply>) {
    self.address = address
    self.body = body
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: address.target)
    head.headers = [
      "Host": address.authority, "User-Agent": "lighthouse-compat",
      "Content-Type": "application/json", "Content-Length": "\(body.count)",
      "Connection": "close",
    ]
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let buffer = context.channel.allocator.buffer(bytes: body)
    context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      let reply = HTTPReply(status: Int(head.status.code))
      self.reply = reply
      // Nothing that comes after a success matters.
      if (200..<300).contains(reply.status) { promise.succeed(reply) }
    case .body(let buffer):
      guard var reply else { return }
      reply.body += buffer.readableBytesView.prefix(HTTPReply.bodyLimit - reply.body.count)
      self.reply = reply
      if reply.body.count == HTTPReply.bodyLimit { promise.succeed(reply) }
    case .end:
      if let reply { promise.succeed(reply) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    promise.fail(
      CallFailure.unreachable(
        address: address.description, reason: "closed the connection without an answer"))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(error)
    context.close(promise: nil)
  }
}
