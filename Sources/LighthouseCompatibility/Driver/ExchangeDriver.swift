public import EngineHTTP
import EngineRPC
import EngineTypes
import Logging
import NIOCore

/// Drives the core on one event loop: sends what it says, tells it what came back.
///
/// It must be called on its event loop only; the gateway's handlers do so directly, the library
/// by `LighthouseCompat`.
public final class ExchangeDriver: EngineResponder {
  private struct PendingCall {
    let call: EngineCall
    var reply: (MessageBody) -> Void = { _ in }
    /// Who hears what the engine said, where the driver itself asked.
    var heard: ((Result<UpstreamAnswer, TransportFailure>) -> Void)?
  }

  let loop: any EventLoop
  let links: PerSide<SideLink?>
  private let policy: MethodPolicy
  let metrics: CompatMetrics
  let comparisons: ComparisonQueue
  private let batch: ComparisonBatch
  let logger: Logger
  /// Nil where no tracer hears of operations.
  let spans: OperationSpans?
  private let timers: BudgetTimers
  var core: ExchangeCore
  var keeper: EngineKeeper?
  var topologyProbe: TopologyProbe?
  private var calls = ExchangeMap<PendingCall>()
  /// The caller's latest forkchoiceUpdated.
  private(set) var latestForkchoice: EngineCall?
  /// Exchanges of which one side is being asked again.
  private var confirmations = 0
  private var isClosed = false
  var events = EventLog()
  private(set) var writers = WriterWatch()
  /// Mode changes that wait for a lane to drain.
  var waitingChanges: [WaitingChange] = []

  init(
    loop: any EventLoop, core: ExchangeCore, links: PerSide<SideLink?>, policy: MethodPolicy,
    metrics: CompatMetrics, comparisons: ComparisonQueue, logger: Logger,
    spans: OperationSpans?
  ) {
    self.loop = loop
    self.core = core
    self.links = links
    self.policy = policy
    self.metrics = metrics
    self.comparisons = comparisons
    batch = ComparisonBatch(loop: loop, queue: comparisons)
    self.logger = logger
    self.spans = spans
    timers = BudgetTimers(loop: loop)
    timers.spent = { [weak self] in self?.spent($0, $1) }
    timers.isOutstanding = { [weak self] in self?.isOutstanding($0) ?? false }
  }

  public var mode: MigrationMode { core.router.mode }

  /// Ends what is outstanding and asks no engine anything any more.
  public func close() {
    isClosed = true
    batch.handOver()
    keeper?.close()
    for side in Side.allCases { perform(core.wentOffline(side)) }
    for side in Side.allCases { links[side]?.upstream.close() }
  }

  /// Exchanges, comparisons included, of which something is outstanding.
  public var outstanding: Int { core.outstanding + confirmations + batch.backlog }

  /// Whether an engine has still to say what came of an operation that changes its state.
  public var isOwedAnswers: Bool { confirmations > 0 || !core.sidesOwing.isEmpty }

  /// Whether operations wait until it is known whether there are one engine or two: for a second at
  /// most.
  public var isHoldingBack: Bool { topologyProbe?.isHolding ?? false }

  /// The sides that do not answer.
  public var offline: Set<Side> {
    Set(Side.allCases.filter { links[$0] != nil && core.standings[$0].isOffline })
  }

  /// Operations that wait for a side's engine behind those that it was given.
  public func laneDepth(of side: Side) -> Int { core.lane(of: side).depth }

  /// Seconds on a clock that does not go back.
  var uptime: Double { Double(NIODeadline.now().uptimeNanoseconds) / 1e9 }

  /// Takes up what a predecessor knew of the caller.
  func resume(_ forkchoice: EngineCall?, _ writers: WriterWatch) {
    latestForkchoice = forkchoice
    self.writers = writers
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
    if operation.kind == .forkchoiceUpdated {
      if let writer = writers.admit(call.caller, now: uptime) {
        metrics.recordOwnError("second_writer")
        if writers.refusals % 100 == 1 {
          logger.error(
            "a second node tells its forkchoice: refused",
            metadata: ["writer": "\(writer)", "caller": "\(call.caller)"])
        }
        return reply(OwnError.secondWriter(call.caller, besides: writer, id: call.id))
      }
      latestForkchoice = call
    }
    let (id, actions) = core.begin(operation, now: uptime) { side in
      links[side]?.express(call.method, call.envelope) ?? .verbatim
    }
    calls[id] = PendingCall(call: call, reply: reply)
    spans?.began(operation, call, id)
    perform(actions)
    if operation.kind == .forkchoiceUpdated { keeper?.forkchoiceMoved(call) }
  }

  func perform(_ actions: [ExchangeAction]) {
    for action in actions {
      switch action {
      case .send(let id, let side, let expression, let payloadId):
        send(id, to: side, expression, payloadId: payloadId)
      case .answer(let id, let side, let outcome): answer(id, side, outcome)
      case .refuse(let id, let contradiction): refuse(id, contradiction)
      case .watch(let id, let budget): watch(id, budget)
      case .compare(let exchange): compare(exchange)
      case .compareRequests(let operation, let expressions):
        compareRequests(operation, expressions)
      case .report(let event): report(event)
      case .end(let id): end(id)
      }
    }
  }

  private func send(
    _ id: ExchangeID, to side: Side, _ expression: Expression, payloadId: String?
  ) {
    guard let link = links[side], let call = calls[id]?.call, let exchange = core.exchanges[id]
    else {
      return finish(.notAsked(.sideNotConfigured), id, side)
    }
    let family = call.engineMethod?.family
    if let probe = topologyProbe, !probe.isSettled, mode.isTwoSided || probe.isLeading {
      let later = { [self] in send(id, to: side, expression, payloadId: payloadId) }
      let isHeld =
        exchange.isAuthority(side)
        ? probe.holdsBack(id, call, authority: side, later) : probe.holds(id, call, side, later)
      if isHeld { return }
    }
    if family == .forkchoiceUpdated {
      link.lastForkchoice = call
      link.owesForkchoice = false
    } else if family == .newPayload, link.owesForkchoice {
      // An engine that failed hears the forkchoice again before it is given a payload.
      repeatForkchoice(link)
    }
    do throws(BridgeRefusal) {
      if let translated = try link.bridge?.translated(call) {
        return sendBridged(translated, for: call, id, link, payloadId: payloadId)
      }
    } catch {
      return finish(.refused(.unbridgeable(error.description)), id, side)
    }
    let part: AnswerLimits.Part =
      exchange.answersAlone(side)
      ? .soleAuthority : exchange.isAuthority(side) ? .authority : .follower
    let limit = AnswerLimits.limit(of: call.method, from: part)
    let trace = spans.map { $0.asked(side, call.method, of: id, call) } ?? call.trace
    let request = OutgoingRequest(
      call, expression, payloadId: payloadId, answerLimit: limit, trace: trace)
    transmit(request, link) { [self] result in
      note(result, of: call, link)
      calls[id]?.heard?(result)
      calls[id]?.heard = nil
      let outcome = Outcome(result)
      if let probe = topologyProbe, !probe.isSettled { probe.heard(outcome, of: id, call) }
      if bridges(outcome, call, id, link) { return }
      if crossChecks(outcome, call, id, side) { return }
      finish(outcome, id, side)
    }
  }

  /// Sends what changes state in its order, everything else beside it.
  func transmit(
    _ request: OutgoingRequest, _ link: SideLink,
    completion: @escaping (Result<UpstreamAnswer, TransportFailure>) -> Void
  ) {
    let family = EngineMethod(name: request.method)?.family
    let order: EngineUpstream.Order =
      switch family {
      case .newPayload: .inOrder
      case .forkchoiceUpdated: .superseding
      default: .independent
      }
    link.upstream.send(
      request.upstream, order: order,
      timeout: link.timeout(of: request.method), completion: completion)
  }

  /// Says the last forkchoice again, without attributes, in front of what is sent next.
  private func repeatForkchoice(_ link: SideLink) {
    link.owesForkchoice = false
    guard let call = link.lastForkchoice.flatMap(ForkchoiceResend.call) else { return }
    let request = link.request(call)
    link.upstream.send(
      request.upstream, order: .superseding, timeout: link.timeout(of: request.method)
    ) { _ in }
  }

  /// Sends a call of the driver's own, in the order of the side's lane.
  func sendInOrder(
    _ call: EngineCall, to link: SideLink,
    completion: @escaping (Result<UpstreamAnswer, TransportFailure>) -> Void
  ) {
    let operation = Operation(method: call.method, envelope: call.envelope, size: call.body.count)
    let (id, actions) = core.beginInternal(
      operation, link.express(call.method, call.envelope), to: link.side)
    calls[id] = PendingCall(call: call, heard: completion)
    perform(actions)
  }

  /// Tells an engine the caller's latest forkchoice, without attributes, behind what is in its lane.
  func tellLatestForkchoice(_ link: SideLink) {
    guard let call = latestForkchoice.flatMap(ForkchoiceResend.call) else { return }
    sendInOrder(call, to: link) { _ in }
  }

  private func end(_ id: ExchangeID) {
    spans?.ended(id)
    guard let pending = calls.removeValue(forKey: id) else { return }
    // The lane had no room, or the dialect no words.
    pending.heard?(.failure(.tooManyRequests(limit: core.lane(of: .v5).depth)))
  }

  func finish(_ outcome: Outcome, _ id: ExchangeID, _ side: Side) {
    spans?.heard(outcome, from: side, of: id)
    perform(core.arrived(outcome, of: id, from: side, now: uptime))
    retryWaitingChanges()
  }

  private func answer(_ id: ExchangeID, _ side: Side, _ outcome: Outcome) {
    guard let pending = calls[id] else { return }
    spans?.answered(by: outcome.isEngineWord ? side : nil, id)
    switch outcome {
    case .answer(let answer), .engineError(_, let answer): pending.reply(answer.body)
    case .failure, .refused, .notAsked:
      let call = pending.call
      metrics.recordOwnError(call.method)
      let error = OwnError.answer(to: outcome, side: side, id: call.id)
      pending.reply(error ?? OwnError.methodNotFound(call.method, id: call.id))
    }
  }

  private func refuse(_ id: ExchangeID, _ contradiction: Contradiction) {
    guard let pending = calls[id] else { return }
    spans?.answered(by: nil, id)
    metrics.recordOwnError(pending.call.method)
    pending.reply(OwnError.contradiction(contradiction, id: pending.call.id))
  }

  // MARK: Budgets

  private func watch(_ id: ExchangeID, _ budget: ExchangeAction.Budget) {
    guard let call = calls[id]?.call else { return }
    let budgets = core.router.policy.budgets
    let family = call.engineMethod?.family
    let length: TimeAmount
    switch budget {
    case .agreement: length = TimeAmount(budgets.agreement)
    case .lane: length = TimeAmount(budgets.stateChanging)
    case .answer:
      length = links[mode.home]?.timeout(of: call.method) ?? .seconds(8)
    case .fallback:
      switch family {
      case .newPayload, .forkchoiceUpdated: length = TimeAmount(budgets.stateChanging)
      case .getPayload: length = TimeAmount(budgets.getPayload)
      case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil:
        length = TimeAmount(budgets.read)
      }
    }
    timers.start(budget, id, length)
  }

  private func isOutstanding(_ id: ExchangeID) -> Bool { core.exchanges.contains(id) }

  private func spent(_ budget: ExchangeAction.Budget, _ id: ExchangeID) {
    perform(core.spent(budget, of: id))
  }

  // MARK: Comparison

  private func compare(_ exchange: ComparedExchange) {
    for (side, outcome) in [(Side.v4, exchange.v4), (.v5, exchange.v5)] {
      metrics.record(outcome, of: exchange.operation, from: side)
    }
    // What an engine shows that is not level yet says nothing about either.
    if exchange.operation.kind == .read,
      Side.allCases.contains(where: { core.standings[$0].behind != nil })
    {
      return
    }
    guard let side = Confirmation.side(toAskAgain: exchange), let link = links[side],
      let call = calls[exchange.id]?.call
    else { return submit(exchange, call: calls[exchange.id]?.call) }
    // An error against VALID may be a passing weakness: only a second one makes a divergence.
    let request = link.request(call)
    confirmations += 1
    link.upstream.send(request.upstream, order: .inOrder, timeout: link.confirmation) {
      [self] result in
      confirmations -= 1
      submit(Confirmation.exchange(exchange, side, Outcome(result)), call: call)
    }
  }

  private func submit(_ exchange: ComparedExchange, call: EngineCall?) {
    // What this driver itself has cut off says nothing of an engine.
    guard !isClosed else { return }
    batch.append(ComparisonQueue.Entry(exchange: exchange, request: call?.body))
  }

  private func compareRequests(_ operation: Operation, _ expressions: PerSide<Expression>) {
    for side in Side.allCases {
      if case .refused(let feature) = expressions[side] {
        metrics.record(.refused(feature), of: operation, from: side)
      }
    }
    guard let judgement = RequestComparison.judge(operation, expressions) else { return }
    metrics.record(judgement, of: operation.label)
    comparisons.noteRequests(judgement.verdict)
  }

  // MARK: Whether an engine is there

  func note(
    _ result: Result<UpstreamAnswer, TransportFailure>, of call: EngineCall, _ link: SideLink
  ) {
    switch result {
    case .success(let answer):
      metrics.recordTime(
        call.engineMethod?.family.rawValue ?? call.method, link.side,
        nanoseconds: answer.elapsed.nanoseconds)
    case .failure(let failure):
      link.owesForkchoice = true
      keeper?.failed(link, failure)
    }
  }

  // MARK: Events

  func report(_ event: ExchangeEvent) {
    metrics.record(event)
    events.append(event, uptime: uptime)
    switch event {
    case .wentBack(let mode, let reason):
      logger.critical(
        "v4 is the authority again", metadata: ["from": "\(mode)", "reason": "\(reason)"])
    case .froze(let reason):
      logger.critical("v5 may not become the authority", metadata: ["reason": "\(reason)"])
    case .fellBehind(let side, let reason):
      logger.warning(
        "engine is behind", metadata: ["side": "\(side.rawValue)", "reason": "\(reason)"])
      keeper?.fellBehind(side)
    case .answeredBy(let side, let cause, let method):
      logger.warning(
        "another side's answer left",
        metadata: ["side": "\(side.rawValue)", "cause": "\(cause)", "method": "\(method)"])
    }
  }
}
