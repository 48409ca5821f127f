import NIOCore
import NIOHTTP1

/// Sends one request and gathers the answer within its bounds.
final class AdminClientHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// In bytes: 32 mismatches with their bodies fit.
  private static let answerLimit = 32 << 20
  /// Above the longest patience of a mode change.
  private static let patience = TimeAmount.seconds(30)

  private let head: HTTPRequestHead
  private let body: [UInt8]?
  private var promise: EventLoopPromise<(Int, [UInt8])>?
  private var status = 0
  private var received: [UInt8] = []
  private var deadline: Scheduled<Void>?

  init(head: HTTPRequestHead, body: [UInt8]?, promise: EventLoopPromise<(Int, [UInt8])>) {
    self.head = head
    self.body = body
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
      context.close(promise: nil)
    }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if let body {
      let buffer = context.channel.allocator.buffer(bytes: body)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): status = Int(head.status.code)
    case .body(let bytes):
      received += bytes.readableBytesView
      if received.count > Self.answerLimit { context.close(promise: nil) }
    case .end:
      complete(.success((status, received)))
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    complete(.failure(ChannelError.eof))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    complete(.failure(error))
    context.close(promise: nil)
  }

  private func complete(_ result: Result<(Int, [UInt8]), any Error>) {
    deadline?.cancel()
    promise?.completeWith(result)
    promise = nil
  }
}
