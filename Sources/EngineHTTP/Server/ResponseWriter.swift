import NIOCore
import NIOHTTP1

/// Writes HTTP/1.1 responses: a head, the body's slices as they are, one flush.
struct ResponseWriter {
  /// A body up to this size is copied behind its head, which is cheaper than a second buffer.
  static let copyLimit = 16 * 1024

  enum ContentType: String {
    case json = "application/json"
    case text = "text/plain; charset=utf-8"
  }

  static func write(
    status: HTTPResponseStatus, type: ContentType, body: MessageBody, keepsAlive: Bool,
    to context: ChannelHandlerContext, promise: EventLoopPromise<Void>? = nil
  ) {
    let copies = body.count <= copyLimit
    var buffer = context.channel.allocator.buffer(capacity: 160 + (copies ? body.count : 0))
    if status == .ok {
      buffer.writeStaticString("HTTP/1.1 200 OK\r\n")
    } else {
      buffer.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
    }
    switch type {
    case .json: buffer.writeStaticString("Content-Type: application/json\r\n")
    case .text:
      buffer.writeStaticString(
        "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n")
    }
    if !keepsAlive { buffer.writeStaticString("Connection: close\r\n") }
    buffer.writeStaticString("Content-Length: ")
    buffer.writeString(String(body.count))
    buffer.writeStaticString("\r\n\r\n")
    if copies {
      for slice in body.slices { buffer.writeImmutableBuffer(slice) }
      context.writeAndFlush(NIOAny(buffer), promise: promise)
    } else {
      context.write(NIOAny(buffer), promise: nil)
      for slice in body.slices.dropLast() { context.write(NIOAny(slice), promise: nil) }
      if let last = body.slices.last { context.write(NIOAny(last), promise: promise) }
      context.flush()
    }
  }

  static func writeContinue(to context: ChannelHandlerContext) {
    let buffer = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
    context.writeAndFlush(NIOAny(buffer), promise: nil)
  }
}
