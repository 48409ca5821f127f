import EngineHTTP
public import EngineRPC
import EthereumPrimitives

/// Routes operations, keeps each engine's order, pairs outcomes, and decides whose answer leaves:
/// the core that the gateway and the library both drive.
///
/// It is synchronous and keeps no clock: each event returns what is to be done, and a budget that
/// is spent is an event.
public struct ExchangeCore {
  public internal(set) var router: Router
  var lanes: PerSide<Lane>
  package var book = PayloadIDBook()
  package var memory = StatusMemory()
  var exchanges = ExchangeMap<Exchange>()
  private var lastNumber: UInt64 = 0
  /// How each side's engine stands.
  public internal(set) var standings = PerSide { _ in Standing() }
  /// The side whose answer to a forkchoiceUpdated the caller got last.
  var lastForkchoice: Side?
  /// What the caller gave since its last forkchoice, or beyond it.
  var unfollowed = UnfollowedPayloads()
  /// Why v5 may not become the authority; nil where it may.
  public internal(set) var freeze: String?
  /// Seconds on the driver's clock, as of the last event.
  var now: Double = 0
  /// Whether exchanges that are not compared are reported as well.
  var reportsAll = false

  public init(router: Router, laneLimits: Lane.Limits = Lane.Limits()) {
    self.router = router
    lanes = PerSide { _ in Lane(limits: laneLimits) }
  }

  /// Exchanges of which something is outstanding.
  public var outstanding: Int { exchanges.count }

  public func lane(of side: Side) -> Lane { lanes[laneKey(side)] }

  /// The builds that callers may ask for.
  public var builds: PayloadIDBook { book }

  /// What callers were told of blocks.
  public var statuses: StatusMemory { memory }

  /// Where both sides share an engine they share its lane.
  func laneKey(_ side: Side) -> Side { router.topology == .shared ? .v4 : side }

  /// The route that an operation would take now.
  public func explain(_ operation: Operation) -> Route {
    var router = router
    return router.route(of: operation, circumstances(of: operation))
  }

  // MARK: Events

  /// A caller asks for an operation.
  ///
  /// - Parameters:
  ///   - now: seconds on a clock that does not go back.
  ///   - express: how each side's dialect says it.
  public mutating func begin(
    _ operation: Operation, now: Double = 0, express: (Side) -> Expression
  ) -> (id: ExchangeID, actions: [ExchangeAction]) {
    self.now = now
    let id = nextID()
    var actions: [ExchangeAction] = []
    actions.reserveCapacity(Self.usualActions)
    if let refusal = contestedAncestor(operation) {
      actions = [.refuse(id, refusal), .end(id)]
      return (id, actions)
    }
    let route = router.route(of: operation, circumstances(of: operation))
    let exchange = Exchange(
      operation: operation, route: route,
      expressions: PerSide { side in
        route.asks(side) || side == route.spare || route.comparesRequests
          ? express(side) : .verbatim
      })
    exchanges[id] = exchange
    ask(route.authority, id, &actions)
    if let follower = route.follower { ask(follower, id, &actions) }
    if route.comparesRequests { actions.append(.compareRequests(operation, exchange.expressions)) }
    if route.fallsBack, !exchange.isAnswered {
      exchange.watched.insert(.fallback)
      actions.append(.watch(id, .fallback))
    }
    noteBlock(operation)
    noteUnasked(operation, route)
    return (id, actions)
  }

  /// The driver itself has something to say to one side, in the order of its lane.
  public mutating func beginInternal(
    _ operation: Operation, _ expression: Expression, to side: Side
  ) -> (id: ExchangeID, actions: [ExchangeAction]) {
    let id = nextID()
    exchanges[id] = Exchange(
      operation: operation, route: Route(authority: side),
      expressions: PerSide { _ in expression }, isInternal: true)
    var actions: [ExchangeAction] = []
    ask(side, id, &actions)
    return (id, actions)
  }

  /// A side's request has come to an end, one way or another.
  public mutating func arrived(
    _ outcome: Outcome, of id: ExchangeID, from side: Side, now: Double = 0
  ) -> [ExchangeAction] {
    self.now = now
    var settled: [ExchangeAction] = []
    settled.reserveCapacity(Self.usualActions)
    settle(outcome, of: id, from: side, &settled)
    // What waits in the lane goes out first: the engine then works while the answer is written.
    var actions: [ExchangeAction] = []
    release(id, from: side, &actions)
    return actions.isEmpty ? settled : actions + settled
  }

  /// A budget that the core asked to be watched is spent.
  public mutating func spent(
    _ budget: ExchangeAction.Budget, of id: ExchangeID
  ) -> [ExchangeAction] {
    var actions: [ExchangeAction] = []
    guard let exchange = exchanges[id] else { return [] }
    exchange.spent.insert(budget)
    switch budget {
    case .fallback, .agreement: decide(id, &actions)
    case .answer:
      guard !exchange.isAnswered else { break }
      let failure = Outcome.failure(.noAnswerInTime)
      answer(id, exchange.route.authority, failure, &actions)
      endIfComplete(id, &actions)
    case .lane(let side):
      if exchange.outcomes[side] == nil { fallBehind(side, .laneSlow, &actions) }
    }
    return actions
  }

  /// What an event comes to as a rule: their array does not grow by steps.
  private static let usualActions = 6

  private mutating func nextID() -> ExchangeID {
    lastNumber += 1
    return ExchangeID(number: lastNumber)
  }

  private func circumstances(of operation: Operation) -> Router.Circumstances {
    var result = Router.Circumstances()
    result.minter = operation.payloadId.flatMap { book[$0]?.minter }
    result.lastForkchoice = lastForkchoice
    result.standings = standings
    return result
  }

  // MARK: Asking

  mutating func ask(_ side: Side, _ id: ExchangeID, _ actions: inout [ExchangeAction]) {
    guard let exchange = exchanges[id] else { return }
    if case .refused(let feature) = exchange.expressions[side] {
      return settle(.refused(feature), of: id, from: side, &actions)
    }
    let operation = exchange.operation
    let isAuthority = side == exchange.route.authority
    if !isAuthority, let reason = reasonNotToAsk(side) {
      return settle(.notAsked(reason), of: id, from: side, &actions)
    }
    // The authority's reads pass beside the lane; a follower's wait in it for what came before,
    // or they would be compared with another state's.
    let usesLane = operation.changesState || !isAuthority
    guard usesLane else { return send(id, to: side, &actions) }
    let key = laneKey(side)
    let isFree = lanes[key].isEmpty
    let entry = Lane.Entry(
      exchange: id, size: operation.size, mayFollowUnanswered: operation.changesState,
      mustArrive: operation.mustArrive)
    switch lanes[key].enter(entry) {
    case .started: send(id, to: side, &actions)
    case .queued: break
    case .refused:
      if operation.changesState { fallBehind(side, .laneFull, &actions) }
      settle(.notAsked(.laneFull), of: id, from: side, &actions)
    }
    guard !isFree else { return }
    // What waits in line has no deadline of the transport's yet.
    if isAuthority, !exchange.isInternal { actions.append(.watch(id, .answer)) }
    if operation.changesState, router.mode.isTwoSided { actions.append(.watch(id, .lane(side))) }
  }

  private func reasonNotToAsk(_ side: Side) -> SkipReason? {
    if standings[side].wrongChain != nil { return .wrongChain }
    return standings[side].isOffline ? .offline : nil
  }

  private mutating func send(_ id: ExchangeID, to side: Side, _ actions: inout [ExchangeAction]) {
    guard let exchange = exchanges[id] else { return }
    let expression = exchange.expressions[side]
    guard exchange.operation.kind == .getPayload, let callersID = exchange.operation.payloadId
    else {
      actions.append(.send(id, side, expression, payloadId: nil))
      return
    }
    let own = book[callersID]?.ids[side]
    if own == nil, side != exchange.route.authority {
      settle(.notAsked(.unknownBuild), of: id, from: side, &actions)
      return release(id, from: side, &actions)
    }
    actions.append(.send(id, side, expression, payloadId: own == callersID ? nil : own))
  }

  mutating func release(_ id: ExchangeID, from side: Side, _ actions: inout [ExchangeAction]) {
    for next in lanes[laneKey(side)].leave(id) {
      guard let exchange = exchanges[next] else { continue }
      // A lane that both sides share takes each exchange to its own authority's dialect.
      send(next, to: router.topology == .shared ? exchange.route.authority : side, &actions)
    }
  }

  /// Where a one-sided mode leaves a side out, that side falls behind.
  private mutating func noteUnasked(_ operation: Operation, _ route: Route) {
    guard operation.changesState, route.follower == nil, router.topology == .separate else {
      return
    }
    let other = route.authority.other
    if router.configured.contains(other), standings[other].behind == nil {
      standings[other].behind = .notAsked
    }
  }

  private mutating func noteBlock(_ operation: Operation) {
    guard let block = operation.blockHash else { return }
    switch operation.kind {
    case .newPayload:
      let parent = operation.parentBlock.flatMap { try? Hash32(hex: $0) }
      unfollowed.gave(block, on: parent ?? .zero)
    case .forkchoiceUpdated: unfollowed.told(block)
    case .getPayload, .sendRawTransaction, .read: break
    }
  }

  mutating func fallBehind(
    _ side: Side, _ reason: BehindReason, _ actions: inout [ExchangeAction]
  ) {
    guard standings[side].behind == nil, router.configured.contains(side.other),
      router.topology == .separate
    else { return }
    standings[side].behind = reason
    actions.append(.report(.fellBehind(side, reason)))
  }
}
