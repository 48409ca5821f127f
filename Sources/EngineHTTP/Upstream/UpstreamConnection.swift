import EngineRPC
import Glibc
import NIOCore

/// One kept-alive connection to an engine, and the exchanges that are on it, in their order.
final class UpstreamConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What a connection tells whoever uses it.
  enum Event {
    /// It is open and one request less is on it.
    case answered
    case closed
  }

  private let endpoint: UpstreamEndpoint
  private let answerLimit: Int
  private let report: (UpstreamConnection, Event) -> Void
  private var context: ChannelHandlerContext?
  private var inFlight = CircularBuffer<UpstreamExchange>(initialCapacity: 1)
  private var framing = ResponseFraming()
  /// Of the answer that is being read; nil before it has come.
  private var head: ResponseHead?
  /// Whether nothing more is read.
  private var isOver = false
  /// Whether the engine said that it takes no further request on it: those behind it has not seen.
  private(set) var announcedItsEnd = false
  private var scanner = EnvelopeScanner()
  private var body = MessageBody()
  private(set) var exchanges = 0

  init(
    endpoint: UpstreamEndpoint, answerLimit: Int,
    report: @escaping (UpstreamConnection, Event) -> Void
  ) {
    self.endpoint = endpoint
    self.answerLimit = answerLimit
    self.report = report
  }

  var isActive: Bool { !isOver && context?.channel.isActive ?? false }

  private var hasAnswerBegun: Bool { head != nil || !framing.isBetweenAnswers }

  /// Whether an engine that closed this connection may not have seen the request at all.
  var mayHaveBeenStale: Bool { exchanges > 1 && !hasAnswerBegun }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  /// Requests that are on it.
  var load: Int { inFlight.count }

  /// The request whose answer comes next.
  var first: UpstreamExchange? { inFlight.first }

  /// Sends an exchange's request; `prefix` is its head up to the value of Content-Length.
  func start(_ exchange: UpstreamExchange, prefix: ByteBuffer, flushes: Bool = true) {
    guard let context else { return exchange.complete(.failure(.closed(endpoint: "\(endpoint)"))) }
    if inFlight.isEmpty { expectAnswer() }
    inFlight.append(exchange)
    exchange.connection = self
    exchanges += 1
    RequestWriter.write(exchange, prefix: prefix, to: context)
    if flushes { context.flush() }
  }

  func flush() {
    context?.flush()
  }

  private func expectAnswer() {
    scanner.reset()
    body = MessageBody()
    head = nil
  }

  /// Gives the connection up; its exchanges are somebody else's to complete.
  func abort() {
    inFlight.removeAll()
    isOver = true
    if let context { reset(context) }
  }

  /// Ends the connection by a reset.
  ///
  /// It takes back what the engine has not got, and the engine cannot answer on the connection any
  /// more: it goes no further there than the request that it is at. After a mere close it would read
  /// what stands behind, which may have been sent anew and overtaken by then.
  private func reset(_ context: ChannelHandlerContext) {
    // Closing a socket that lingers for no time resets its connection.
    let lingering = linger(l_onoff: 1, l_linger: 0)
    _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(lingering)
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    framing.take(unwrapInboundIn(data))
    do throws(ResponseDefect) {
      while !isOver, let part = try framing.next() { take(part, context) }
    } catch {
      giveUp(.notJSON(reason: "no HTTP: \(error)"), context)
    }
  }

  private func take(_ part: ResponseFraming.Part, _ context: ChannelHandlerContext) {
    // An answer that nobody has asked for: whose the next one would be cannot be told.
    guard let exchange = inFlight.first else { return close(context) }
    switch part {
    case .head(let head): self.head = head
    case .body(let slice):
      let limit = min(answerLimit, exchange.request.answerLimit ?? answerLimit)
      guard body.count + slice.readableBytes <= limit else {
        return giveUp(.answerTooLarge(limit: limit), context)
      }
      slice.withUnsafeReadableBytes { scanner.feed($0) }
      body.append(slice)
    case .end: end(context)
    }
  }

  /// Resets the connection; of those behind the first answer none has begun that counts.
  private func close(_ context: ChannelHandlerContext) {
    isOver = true
    expectAnswer()
    framing = ResponseFraming()
    reset(context)
  }

  /// Closes the connection, whose first answer is none.
  private func giveUp(_ failure: TransportFailure, _ context: ChannelHandlerContext) {
    let exchange = inFlight.popFirst()
    close(context)
    exchange?.complete(.failure(failure))
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isOver, hasAnswerBegun {
      if framing.finish() {
        end(context)
      } else {
        giveUp(.notJSON(reason: "the connection was closed in the middle of it"), context)
      }
    }
    isOver = true
    self.context = nil
    report(self, .closed)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if hasAnswerBegun {
      giveUp(.notJSON(reason: "\(error)"), context)
    } else {
      close(context)
    }
  }

  /// The exchanges that have no answer, taken from the connection.
  func takeExchanges() -> [UpstreamExchange] {
    defer { inFlight.removeAll() }
    return Array(inFlight)
  }

  private func end(_ context: ChannelHandlerContext) {
    guard let head, let exchange = inFlight.popFirst() else { return }
    let result = result(for: exchange, head)
    expectAnswer()
    // Behind an answer to something else every later one would be another's. What was asked on a
    // connection that is given up is asked again on another.
    if head.keepsAlive, Self.isInStep(result) {
      report(self, .answered)
    } else {
      announcedItsEnd = !head.keepsAlive
      close(context)
    }
    exchange.complete(result)
  }

  private static func isInStep(_ result: Result<UpstreamAnswer, TransportFailure>) -> Bool {
    switch result {
    case .failure(.wrongID): false
    case .success, .failure: true
    }
  }

  private func result(
    for exchange: UpstreamExchange, _ head: ResponseHead
  ) -> Result<UpstreamAnswer, TransportFailure> {
    guard head.status == 200 else {
      return .failure(.httpStatus(head.status, text: text(of: body)))
    }
    do throws(EnvelopeDefect) {
      guard let envelope = try scanner.finish() else {
        return .failure(.notJSON(reason: "empty body or a batch"))
      }
      guard envelope.resultRange != nil || envelope.errorKind == .object else {
        return .failure(.notJSON(reason: "neither a result nor an error"))
      }
      guard exchange.owns(envelope.id) else { return .failure(wrongID(envelope, exchange)) }
      return .success(answer(envelope, exchange, head))
    } catch {
      return .failure(.notJSON(reason: error.description))
    }
  }

  /// The answer under the caller's own id.
  private func answer(
    _ envelope: Envelope, _ exchange: UpstreamExchange, _ head: ResponseHead
  ) -> UpstreamAnswer {
    UpstreamAnswer(
      body: body, envelope: envelope, elapsed: .now() - exchange.started, head: head,
      id: exchange.wireID == nil ? nil : exchange.request.id)
  }

  private func wrongID(_ envelope: Envelope, _ exchange: UpstreamExchange) -> TransportFailure {
    .wrongID(
      expected: String(
        decoding: exchange.wireID ?? exchange.request.id ?? Array("null".utf8), as: UTF8.self),
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
