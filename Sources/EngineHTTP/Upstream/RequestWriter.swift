import NIOCore

/// Writes a request as bytes at once.
enum RequestWriter {
  /// A body up to this size is copied behind its head, which is cheaper than a second buffer.
  private static let copyLimit = 16 * 1024

  /// Writes a request and does not flush it.
  ///
  /// - Parameter prefix: what every request to the engine begins with, up to the value of
  ///   Content-Length.
  static func write(
    _ exchange: UpstreamExchange, prefix: ByteBuffer, to context: ChannelHandlerContext
  ) {
    let (request, edit) = (exchange.request, exchange.edit)
    let count = request.body.count + (edit?.growth ?? 0)
    let copies = count <= copyLimit
    var buffer = context.channel.allocator.buffer(
      capacity: prefix.readableBytes + 24 + (copies ? count : 0))
    buffer.writeImmutableBuffer(prefix)
    buffer.writeString(String(count))
    if let trace = request.trace { buffer.writeString(trace.headerLines) }
    buffer.writeStaticString("\r\n\r\n")
    if copies { request.body.write(to: &buffer, edit) }
    context.write(NIOAny(buffer), promise: nil)
    guard !copies else { return }
    let body = edit.map { request.body.replacing($0.range, with: $0.bytes) } ?? request.body
    for slice in body.slices { context.write(NIOAny(slice), promise: nil) }
  }

  /// The bytes of a request's head up to the value of Content-Length.
  static func prefix(authority: String, authorization: String) -> ByteBuffer {
    ByteBuffer(
      string: "POST / HTTP/1.1\r\nHost: \(authority)\r\nContent-Type: application/json\r\n"
        + "Authorization: \(authorization)\r\nContent-Length: ")
  }
}
