import NIOCore
import NIOHTTP1

/// Writes a whole request at once where NIO's encoder would be handed it in parts.
///
/// The response decoder further up has to see each request's head go by, to know what the answer
/// belongs to; behind it this handler puts the bytes in the head's place.
final class RequestWriter: ChannelOutboundHandler {
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = ByteBuffer

  /// A body up to this size is copied behind its head, which is cheaper than a second buffer.
  private static let copyLimit = 16 * 1024

  /// What every request to the engine begins with, up to the value of Content-Length.
  private var prefix = ByteBuffer()
  private var body = MessageBody()
  private var edit: MessageBody.Edit?
  private var trace: TraceContext?

  /// Takes what the next head that goes by stands for.
  func prepare(
    prefix: ByteBuffer, body: MessageBody, edit: MessageBody.Edit?, trace: TraceContext?
  ) {
    self.prefix = prefix
    self.trace = trace
    self.body = body
    self.edit = edit
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let count = body.count + (edit?.growth ?? 0)
    let copies = count <= Self.copyLimit
    var buffer = context.channel.allocator.buffer(
      capacity: prefix.readableBytes + 24 + (copies ? count : 0))
    buffer.writeImmutableBuffer(prefix)
    buffer.writeString(String(count))
    if let trace { buffer.writeString(trace.headerLines) }
    buffer.writeStaticString("\r\n\r\n")
    if copies {
      body.write(to: &buffer, edit)
      context.write(wrapOutboundOut(buffer), promise: promise)
    } else {
      context.write(wrapOutboundOut(buffer), promise: promise)
      if let edit { body = body.replacing(edit.range, with: edit.bytes) }
      for slice in body.slices { context.write(wrapOutboundOut(slice), promise: nil) }
    }
    body = MessageBody()
  }

  /// The bytes of a request's head up to the value of Content-Length.
  static func prefix(authority: String, authorization: String) -> ByteBuffer {
    ByteBuffer(
      string: "POST / HTTP/1.1\r\nHost: \(authority)\r\nContent-Type: application/json\r\n"
        + "Authorization: \(authorization)\r\nContent-Length: ")
  }
}
