public import EngineHTTP
import EngineRPC
import Logging
import NIOCore

/// Drives the core on one event loop: sends what it says, tells it what came back.
///
/// It must be called on its event loop only; the gateway's handlers do so directly, the library
/// by `LighthouseCompat`.
public final class ExchangeDriver: EngineResponder {
  private struct PendingCall {
    let call: EngineCall
    let reply: (MessageBody) -> Void
  }

  private let loop: any EventLoop
  private let links: PerSide<SideLink?>
  private let policy: MethodPolicy
  private let metrics: CompatMetrics
  private let comparisons: ComparisonQueue
  private let logger: Logger
  private var core: ExchangeCore
  private var calls: [ExchangeID: PendingCall] = [:]
  private var latestForkchoice: EngineCall?
  /// Exchanges of which one side is being asked again.
  private var confirmations = 0

  init(
    loop: any EventLoop, core: ExchangeCore, links: PerSide<SideLink?>, policy: MethodPolicy,
    metrics: CompatMetrics, comparisons: ComparisonQueue, logger: Logger
  ) {
    self.loop = loop
    self.core = core
    self.links = links
    self.policy = policy
    self.metrics = metrics
    self.comparisons = comparisons
    self.logger = logger
  }

  public var mode: MigrationMode { core.router.mode }

  /// Exchanges, comparisons included, of which something is outstanding.
  public var outstanding: Int { core.outstanding + confirmations + comparisons.backlog }

  /// The sides that do not answer.
  public var offline: Set<Side> {
    Set(Side.allCases.filter { links[$0]?.isOffline ?? false })
  }

  public func laneDepth(of side: Side) -> Int { core.laneDepth(of: side) }

  /// Enters another mode from the next operation on.
  public func change(to mode: MigrationMode) throws(ModeRefusal) {
    try core.change(to: mode)
  }

  /// Asks both engines what they serve, before the first caller does.
  public func start() {
    for side in Side.allCases { if let link = links[side] { refresh(link) { _ in } } }
  }

  // MARK: Calls

  public func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    guard policy.allowed.contains(call.method) else {
      metrics.recordOwnError(call.method.hasPrefix("engine_") ? "engine_unknown" : "unknown")
      return reply(OwnError.methodNotFound(call.method, id: call.id))
    }
    if call.method == EngineMethod.exchangeCapabilities {
      return answerCapabilities(call, reply)
    }
    let operation = Operation(method: call.method, envelope: call.envelope, size: call.body.count)
    let (id, actions) = core.begin(operation) { side in
      links[side]?.express(call.method, call.envelope) ?? .verbatim
    }
    calls[id] = PendingCall(call: call, reply: reply)
    perform(actions)
    if operation.kind == .forkchoiceUpdated { latestForkchoice = call }
  }

  private func perform(_ actions: [ExchangeAction]) {
    for action in actions {
      switch action {
      case .send(let id, let side, let expression, let payloadId):
        send(id, to: side, expression, payloadId: payloadId)
      case .answer(let id, let side, let outcome): answer(id, side, outcome)
      case .compare(let exchange): compare(exchange)
      case .end(let id): calls[id] = nil
      }
    }
  }

  private func send(
    _ id: ExchangeID, to side: Side, _ expression: Expression, payloadId: String?
  ) {
    guard let link = links[side], let call = calls[id]?.call else {
      return finish(.notAsked(.sideNotConfigured), id, side)
    }
    let request = OutgoingRequest(call, expression, payloadId: payloadId)
    guard link.isOffline, EngineMethod(name: call.method) != nil else {
      return transmit(request, of: call, id, link)
    }
    // The engine may be back before the probe has seen it: it hears the latest forkchoice first.
    recover(link) { [self] in transmit(request, of: call, id, link) }
  }

  private func transmit(
    _ request: OutgoingRequest, of call: EngineCall, _ id: ExchangeID, _ link: SideLink
  ) {
    let timeout = TimeAmount(link.timeouts.timeout(of: request.method))
    link.upstream.send(request.body, id: call.id, timeout: timeout) { [self] result in
      note(result, of: call, link)
      finish(Outcome(result), id, link.side)
    }
  }

  private func finish(_ outcome: Outcome, _ id: ExchangeID, _ side: Side) {
    perform(core.arrived(outcome, of: id, from: side))
  }

  private func answer(_ id: ExchangeID, _ side: Side, _ outcome: Outcome) {
    guard let pending = calls[id] else { return }
    switch outcome {
    case .answer(let answer), .engineError(_, let answer): pending.reply(answer.body)
    case .failure, .refused, .notAsked:
      let call = pending.call
      metrics.recordOwnError(call.method)
      let error = OwnError.answer(to: outcome, side: side, id: call.id)
      pending.reply(error ?? OwnError.methodNotFound(call.method, id: call.id))
    }
  }

  // MARK: Comparison

  private func compare(_ exchange: ComparedExchange) {
    for (side, outcome) in [(Side.v4, exchange.v4), (.v5, exchange.v5)] {
      metrics.record(outcome, of: exchange.operation, from: side)
    }
    guard let side = Confirmation.side(toAskAgain: exchange),
      let link = links[side], let call = calls[exchange.id]?.call
    else { return comparisons.submit(exchange) }
    // An error against VALID may be a passing weakness: only a second one makes a divergence.
    let request = OutgoingRequest(call, link.express(call.method, call.envelope))
    confirmations += 1
    link.upstream.send(request.body, id: call.id, timeout: Confirmation.timeout) { [self] result in
      confirmations -= 1
      comparisons.submit(Confirmation.exchange(exchange, side, Outcome(result)))
    }
  }

  // MARK: Whether an engine is there

  private func note(
    _ result: Result<UpstreamAnswer, TransportFailure>, of call: EngineCall, _ link: SideLink
  ) {
    switch result {
    case .success(let answer):
      metrics.recordTime(
        EngineMethod(name: call.method)?.family.rawValue ?? call.method, link.side,
        nanoseconds: answer.elapsed.nanoseconds)
    case .failure(let failure): wentOffline(link, failure)
    }
  }

  private func wentOffline(_ link: SideLink, _ failure: TransportFailure) {
    guard !link.isOffline else { return }
    link.isOffline = true
    link.capabilities.clear()
    logger.warning(
      "engine does not answer",
      metadata: ["side": "\(link.side.rawValue)", "reason": "\(failure.description)"])
    probe(link)
  }

  /// Asks an engine that went away once a second whether it is back.
  private func probe(_ link: SideLink) {
    loop.assumeIsolated().scheduleTask(in: .seconds(1)) { [weak self] in
      self?.refresh(link) { isThere in
        guard link.isOffline else { return }
        if isThere { self?.cameBack(link) } else { self?.probe(link) }
      }
    }
  }

  /// Looks whether an engine is back, and tells it the latest forkchoice before anything else.
  private func recover(_ link: SideLink, then proceed: @escaping () -> Void) {
    refresh(link) { [self] isThere in
      guard isThere, link.isOffline else { return proceed() }
      link.isOffline = false
      logger.notice("engine answers again", metadata: ["side": "\(link.side.rawValue)"])
      guard let call = latestForkchoice.flatMap(ForkchoiceResend.call) else { return proceed() }
      let request = OutgoingRequest(call, link.express(call.method, call.envelope))
      let timeout = TimeAmount(link.timeouts.timeout(of: request.method))
      link.upstream.send(request.body, id: call.id, timeout: timeout) { _ in proceed() }
    }
  }

  /// Tells an engine that came back the latest forkchoice first, without attributes.
  private func cameBack(_ link: SideLink) {
    link.isOffline = false
    logger.notice("engine answers again", metadata: ["side": "\(link.side.rawValue)"])
    guard let latest = latestForkchoice, let call = ForkchoiceResend.call(latest) else { return }
    let operation = Operation(method: call.method, envelope: call.envelope, size: call.body.count)
    let (id, actions) = core.beginInternal(
      operation, link.express(call.method, call.envelope), to: link.side)
    calls[id] = PendingCall(call: call) { _ in }
    perform(actions)
  }

  // MARK: Capabilities

  private func answerCapabilities(_ call: EngineCall, _ reply: @escaping (MessageBody) -> Void) {
    let now = Double(NIODeadline.now().uptimeNanoseconds) / 1e9
    let stale = Side.allCases.compactMap { links[$0] }
      .filter { $0.capabilities.current(now: now) == nil && !$0.isOffline }
    var outstanding = stale.count
    guard outstanding > 0 else { return reply(capabilities(call)) }
    for link in stale {
      refresh(link) { [self] _ in
        outstanding -= 1
        if outstanding == 0 { reply(capabilities(call)) }
      }
    }
  }

  private func capabilities(_ call: EngineCall) -> MessageBody {
    let methods = CapabilityAnswer.methods(
      v4: links.v4?.capabilities.lastKnown, v5: links.v5?.capabilities.lastKnown)
    guard let methods else { return OwnError.capabilitiesUnknown(id: call.id) }
    return RPCMessage.result(.array(methods.map { .string($0) }), id: call.id)
  }

  private func refresh(_ link: SideLink, then completion: @escaping (Bool) -> Void) {
    let announced = link.dialect.announcedCapabilities
    let body = RPCRequest.body(
      method: EngineMethod.exchangeCapabilities, params: [.array(announced.map { .string($0) })])
    let timeout = TimeAmount(link.timeouts.exchangeCapabilities)
    link.upstream.send(body, id: RPCRequest.id, timeout: timeout) { [self] result in
      guard case .success(let answer) = result, let heard = CapabilityReading.read(answer) else {
        if case .failure(let failure) = result { wentOffline(link, failure) }
        return completion(false)
      }
      link.capabilities.store(heard, now: Double(NIODeadline.now().uptimeNanoseconds) / 1e9)
      completion(true)
    }
  }
}
