import EngineRPC
import NIOCore
import NIOHTTP1

/// One caller's connection: reads a request, has it answered, writes the answer, then the next.
///
/// Requests that a caller sends ahead wait in `ahead` until their turn. Nothing more is read while
/// some wait, nor while the caller leaves its answers unread: what it sends stays in its own memory.
final class EngineServerHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Requests that may wait for their turn; no caller of the Engine API sends any ahead.
  private static let mostAhead = 64
  /// Bytes of a refused request's body that are read, as many as at geth.
  private static let mostDropped = 256 << 10
  /// How long a connection stays behind a last answer whose request was not read to its end: closed
  /// at once, the caller's system would throw the answer away.
  private static let linger = TimeAmount.milliseconds(500)

  private enum State {
    case idle
    case receiving(keepsAlive: Bool)
    /// The head was refused; its body is read and dropped, or the caller would see a reset in place
    /// of the answer.
    case refused(RequestRefusal, keepsAlive: Bool, dropped: Int)
    case answering(keepsAlive: Bool)
    /// The last answer is on its way; what still comes is dropped.
    case closing
  }

  private let server: ServerContext
  private var context: ChannelHandlerContext?
  private var state = State.idle
  private var scanner = EnvelopeScanner()
  private var body = MessageBody()
  /// Who sent the request that is being read or answered.
  private var caller = CallerIdentity()
  private var trace: TraceContext?
  private var ahead = CircularBuffer<HTTPServerRequestPart>()
  private var headsAhead = 0
  /// Whether the channel asked to read when nothing more was to be taken.
  private var isReadWanted = false
  /// Whether the last answer leaves before its request was read.
  private var isUnread = false
  /// Whether a request with a good token came: a stranger's connection gives way to others.
  private(set) var isProven = false
  /// In the order of the connections' coming, from 1; 0 for one that was not admitted.
  var number = 0
  /// Whether a part of a request has come in this turn of reading.
  private var hasReadPart = false
  /// Whether bytes have come that are no whole head yet.
  private var isInHead = false
  private var lastActivity = NIODeadline.now()
  private var watch: Scheduled<Void>?

  init(server: ServerContext) {
    self.server = server
  }

  // MARK: The connection's life

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    guard server.open(self) else {
      server.counts.connectionsRefused.increment()
      context.close(promise: nil)
      return
    }
    scheduleWatch(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    leave()
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What comes behind the last request is nobody's business; its answer still goes out.
    if case .closing = state { return }
    // A framing error: what follows on this connection cannot be trusted to be a request.
    server.counts.httpRefusals.increment()
    if error is HTTPParserError, case .idle = state {
      ResponseWriter.write(
        status: .badRequest, type: .text, body: MessageBody("400 Bad Request\n"),
        keepsAlive: false, to: context)
    }
    context.close(promise: nil)
  }

  private func leave() {
    server.close(self)
    watch?.cancel()
    watch = nil
    context = nil
  }

  /// Closes a connection that sends too slowly or stays silent too long.
  private func scheduleWatch(_ context: ChannelHandlerContext) {
    let loop = context.eventLoop.assumeIsolated()
    let interval = min(server.limits.requestTime, server.limits.idleTime)
    // Cancelled when the connection ends, so that it keeps nothing alive.
    watch = loop.scheduleTask(in: interval) { [self] in
      guard let context = self.context else { return }
      if isOverdue { context.close(promise: nil) } else { scheduleWatch(context) }
    }
  }

  private var isOverdue: Bool {
    let silence = NIODeadline.now() - lastActivity
    switch state {
    case .idle: return silence > server.limits.idleTime
    case .receiving, .refused, .closing: return silence > server.limits.requestTime
    case .answering: return false
    }
  }

  /// Stops taking requests: closes behind the answer that is being made, or is still on its way.
  func drain() {
    guard case .idle = state, let context else { return }
    state = .closing
    context.writeAndFlush(NIOAny(ByteBuffer())).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }

  /// Closes whatever is being served.
  func abort() {
    context?.close(promise: nil)
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    (hasReadPart, isInHead) = (true, false)
    switch state {
    case .closing: break
    case .answering: wait(part, context)
    case .idle, .receiving, .refused:
      if ahead.isEmpty, context.channel.isWritable {
        read(part, context)
      } else {
        wait(part, context)
      }
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if case .idle = state, !hasReadPart { isInHead = true }
    hasReadPart = false
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    if isInHead, !isProven {
      isReadWanted = true
      server.queue(self, on: context.eventLoop)
    } else if takesMore(context) {
      context.read()
    } else {
      isReadWanted = true
    }
  }

  /// Reads on, now that it is its turn.
  func takeTurn() {
    guard isReadWanted, let context, takesMore(context) else { return }
    isReadWanted = false
    context.read()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { serveAhead(context) }
    context.fireChannelWritabilityChanged()
  }

  private func takesMore(_ context: ChannelHandlerContext) -> Bool {
    if case .closing = state { return false }
    if server.isHeld, isBetweenRequests { return false }
    return ahead.isEmpty && context.channel.isWritable
  }

  // MARK: Handing over

  /// Whether neither a request nor an answer is under way, nor any part of one.
  var isBetweenRequests: Bool {
    guard case .idle = state, ahead.isEmpty, !isInHead, let context else { return false }
    let unsent = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
    return unsent == 0
  }

  /// Reads on, or leaves what comes to the system where a request has not begun yet.
  func setReading(_ isReading: Bool) {
    guard let context, isReading || isBetweenRequests else { return }
    try? context.channel.syncOptions?.setOption(.autoRead, value: isReading)
  }

  /// Closes the connection here; its descriptor, where it may go on elsewhere, is the caller's.
  func leaveSocket() -> CInt? {
    guard let context else { return nil }
    let socket =
      isBetweenRequests && context.channel.isActive
      ? context.channel.pipeline.syncOperations.duplicatedSocket : nil
    context.close(promise: nil)
    return socket
  }

  private func wait(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    if case .head = part { headsAhead += 1 }
    guard headsAhead <= Self.mostAhead else {
      server.counts.httpRefusals.increment()
      state = .closing
      return context.close(promise: nil)
    }
    ahead.append(part)
  }

  private func read(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (part, state) {
    case (.head(let head), .idle):
      // The clock of a request starts with its head and is not set back by its bytes.
      lastActivity = .now()
      begin(RequestHead(head), context)
    case (.body(let slice), .receiving): receive(slice, context)
    case (.end, .receiving(let keepsAlive)):
      state = .answering(keepsAlive: keepsAlive)
      answer(context)
    case (.body(let slice), .refused(let refusal, let keepsAlive, let dropped)):
      let sum = dropped + slice.readableBytes
      if sum > Self.mostDropped { return refuseUnread(refusal, context) }
      state = .refused(refusal, keepsAlive: keepsAlive, dropped: sum)
    case (.end, .refused(let refusal, let keepsAlive, _)):
      refuse(refusal, keepsAlive: keepsAlive, context)
    case (.head, _), (.body, _), (.end, _): break
    }
  }

  private func begin(_ head: RequestHead, _ context: ChannelHandlerContext) {
    server.counts.requests.increment()
    do throws(RequestRefusal) {
      caller = try head.check(
        verifier: &server.verifier, now: server.now(), hosts: &server.hosts,
        bodyLimit: server.limits.bodyBytes)
      isProven = true
      server.counts.note(callerAhead: server.verifier.callerAhead)
      trace = head.trace
      scanner.reset()
      body = MessageBody()
      state = .receiving(keepsAlive: head.keepsAlive)
      if head.expectsContinue { ResponseWriter.writeContinue(to: context) }
    } catch {
      if error.closesConnection || head.expectsContinue
        || head.contentLength ?? 0 > Self.mostDropped
      {
        refuseUnread(error, context)
      } else {
        state = .refused(error, keepsAlive: head.keepsAlive, dropped: 0)
      }
    }
  }

  private func receive(_ slice: ByteBuffer, _ context: ChannelHandlerContext) {
    guard body.count + slice.readableBytes <= server.limits.bodyBytes else {
      return refuseUnread(.bodyTooLarge(limit: server.limits.bodyBytes), context)
    }
    slice.withUnsafeReadableBytes { scanner.feed($0) }
    body.append(slice)
  }

  private func refuseUnread(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
    isUnread = true
    refuse(refusal, keepsAlive: false, context)
  }

  private func refuse(
    _ refusal: RequestRefusal, keepsAlive: Bool, _ context: ChannelHandlerContext
  ) {
    if case .unauthorized = refusal {
      server.counts.unauthorized.increment()
    } else {
      server.counts.httpRefusals.increment()
    }
    state = .answering(keepsAlive: keepsAlive)
    finish(status: refusal.status, type: .text, MessageBody(refusal.text))
  }

  // MARK: Answers

  private func answer(_ context: ChannelHandlerContext) {
    if scanner.isBatch { return answerBatch(context) }
    do throws(EnvelopeDefect) {
      guard let envelope = try scanner.finish() else {
        return finish(status: .ok, type: .json, MessageBody())
      }
      respond(CallReader.read(envelope, body: body, caller: caller, trace: trace)) { [self] in
        finish(status: .ok, type: .json, $0 ?? MessageBody())
      }
    } catch {
      server.counts.malformed.increment()
      finish(status: .ok, type: .json, CallReader.answer(to: error))
    }
    body = MessageBody()
  }

  private func respond(
    _ reading: CallReader.Reading, then reply: @escaping (MessageBody?) -> Void
  ) {
    switch reading {
    case .call(let call): server.responder.respond(to: call, reply: reply)
    case .silent: reply(nil)
    case .answer(let answer):
      server.counts.malformed.increment()
      reply(answer)
    }
  }

  private func answerBatch(_ context: ChannelHandlerContext) {
    do throws(BatchRefusal) {
      let elements = try BatchReader.elements(of: body, limit: server.limits.batchItems)
      let readings = elements.map { element in
        element.envelope.map {
          CallReader.read($0, body: element.body, caller: caller, trace: trace)
        }
          ?? .answer(CallReader.answer(to: .trailingValue))
      }
      body = MessageBody()
      answer(readings[...], answers: [])
    } catch {
      server.counts.malformed.increment()
      body = MessageBody()
      finish(status: .ok, type: .json, error.answer)
    }
  }

  /// Answers the elements of a batch one after the other, in their order.
  private func answer(_ readings: ArraySlice<CallReader.Reading>, answers: [MessageBody]) {
    guard let next = readings.first else {
      let body = answers.isEmpty ? MessageBody() : BatchReader.join(answers)
      return finish(status: .ok, type: .json, body)
    }
    respond(next) { [self] answer in
      self.answer(readings.dropFirst(), answers: answers + (answer.map { [$0] } ?? []))
    }
  }

  private func finish(
    status: HTTPResponseStatus, type: ResponseWriter.ContentType, _ answer: MessageBody
  ) {
    guard case .answering(let keepsAlive) = state else { return }
    lastActivity = .now()
    let stays = keepsAlive && !server.isDraining
    state = stays ? .idle : .closing
    guard let context else { return }
    // What the caller has not read yet goes out before the connection ends.
    let written = stays ? nil : context.eventLoop.makePromise(of: Void.self)
    written?.futureResult.assumeIsolated().whenComplete { [self] _ in end(context) }
    ResponseWriter.write(
      status: status, type: type, body: answer, keepsAlive: stays, to: context, promise: written)
    guard stays else { return }
    serveAhead(context)
    if server.isHeld { setReading(false) }
  }

  /// Ends the connection behind its last answer.
  private func end(_ context: ChannelHandlerContext) {
    guard isUnread, context.channel.isActive else { return context.close(promise: nil) }
    context.close(mode: .output, promise: nil)
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) {
      context.close(promise: nil)
    }
  }

  private func serveAhead(_ context: ChannelHandlerContext) {
    while !ahead.isEmpty, context.channel.isWritable {
      switch state {
      case .answering, .closing: return
      case .idle, .receiving, .refused: break
      }
      let part = ahead.removeFirst()
      if case .head = part { headsAhead -= 1 }
      read(part, context)
    }
    guard isReadWanted, takesMore(context) else { return }
    isReadWanted = false
    context.read()
  }
}
