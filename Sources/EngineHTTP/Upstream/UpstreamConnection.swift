import EngineRPC
import NIOCore
import NIOHTTP1

/// One kept-alive connection to an engine, with one exchange on it at a time.
final class UpstreamConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// What a connection tells its pool.
  enum Event {
    case idle
    case closed
  }

  let writer = RequestWriter()
  private let endpoint: UpstreamEndpoint
  private let answerLimit: Int
  private let report: (UpstreamConnection, Event) -> Void
  private var context: ChannelHandlerContext?
  private var exchange: UpstreamExchange?
  private var status = HTTPResponseStatus.ok
  private var headers = HTTPHeaders()
  private var keepsAlive = true
  private var scanner = EnvelopeScanner()
  private var body = MessageBody()
  private var hasAnswerBegun = false
  private(set) var exchanges = 0

  init(
    endpoint: UpstreamEndpoint, answerLimit: Int,
    report: @escaping (UpstreamConnection, Event) -> Void
  ) {
    self.endpoint = endpoint
    self.answerLimit = answerLimit
    self.report = report
  }

  var isActive: Bool { context?.channel.isActive ?? false }

  /// Whether an engine that closed this connection may not have seen the request at all.
  var mayHaveBeenStale: Bool { exchanges > 1 && !hasAnswerBegun }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  /// Sends an exchange's request; `prefix` is its head up to the value of Content-Length.
  func start(_ exchange: UpstreamExchange, prefix: ByteBuffer) {
    guard let context else { return exchange.complete(.failure(.closed(endpoint: "\(endpoint)"))) }
    self.exchange = exchange
    exchange.connection = self
    exchanges += 1
    scanner = EnvelopeScanner()
    body = MessageBody()
    hasAnswerBegun = false
    writer.prepare(prefix: prefix, body: exchange.body)
    context.writeAndFlush(wrapOutboundOut(.head(Self.head)), promise: nil)
  }

  /// Goes by the response decoder in place of each request's head.
  private static let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")

  /// Closes the connection; its exchange is somebody else's to complete.
  func abort() {
    exchange = nil
    context?.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard head.status.code >= 200 else { return }
      hasAnswerBegun = true
      status = head.status
      headers = head.headers
      keepsAlive = head.isKeepAlive
    case .body(let slice):
      guard body.count + slice.readableBytes <= answerLimit else {
        finish(.failure(.answerTooLarge(limit: answerLimit)))
        return context.close(promise: nil)
      }
      slice.withUnsafeReadableBytes { scanner.feed($0) }
      body.append(slice)
    case .end: end(context)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    report(self, .closed)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if hasAnswerBegun || error is HTTPParserError {
      finish(.failure(.notJSON(reason: "\(error)")))
    }
    context.close(promise: nil)
  }

  /// The exchange that the connection was closed under, taken from it.
  func takeExchange() -> UpstreamExchange? {
    defer { exchange = nil }
    return exchange
  }

  private func end(_ context: ChannelHandlerContext) {
    let result = result()
    let exchange = takeExchange()
    body = MessageBody()
    if keepsAlive { report(self, .idle) } else { context.close(promise: nil) }
    exchange?.complete(result)
  }

  private func finish(_ result: Result<UpstreamAnswer, TransportFailure>) {
    takeExchange()?.complete(result)
  }

  private func result() -> Result<UpstreamAnswer, TransportFailure> {
    guard let exchange else { return .failure(.closed(endpoint: "\(endpoint)")) }
    guard status == .ok else {
      return .failure(.httpStatus(Int(status.code), text: text(of: body)))
    }
    do throws(EnvelopeDefect) {
      guard let envelope = try scanner.finish() else {
        return .failure(.notJSON(reason: "empty body or a batch"))
      }
      guard envelope.resultRange != nil || envelope.errorKind == .object else {
        return .failure(.notJSON(reason: "neither a result nor an error"))
      }
      guard envelope.id == exchange.id || (exchange.id == nil && envelope.id == Array("null".utf8))
      else { return .failure(wrongID(envelope, exchange)) }
      return .success(
        UpstreamAnswer(
          body: body, envelope: envelope, elapsed: .now() - exchange.started, headers: headers))
    } catch {
      return .failure(.notJSON(reason: error.description))
    }
  }

  private func wrongID(_ envelope: Envelope, _ exchange: UpstreamExchange) -> TransportFailure {
    .wrongID(
      expected: String(decoding: exchange.id ?? Array("null".utf8), as: UTF8.self),
      actual: String(decoding: envelope.id ?? Array("absent".utf8), as: UTF8.self))
  }

  /// The beginning of an error page, on one line.
  private func text(of body: MessageBody) -> String {
    String(body.text.prefix(200)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension NIODeadline {
  fileprivate static func - (left: NIODeadline, right: NIODeadline) -> TimeAmount {
    .nanoseconds(Int64(left.uptimeNanoseconds) - Int64(right.uptimeNanoseconds))
  }
}
