import EngineHTTP
public import EngineRPC

/// Routes operations, keeps each engine's order, and pairs outcomes: the core that the gateway
/// and the library both drive.
///
/// It is synchronous and knows no time: each event returns what is to be done.
public struct ExchangeCore: Sendable {
  struct Exchange {
    let operation: Operation
    let route: Route
    let expressions: PerSide<Expression>
    /// Whether the exchange is the driver's own rather than a caller's.
    var isInternal = false
    var outcomes = PerSide<Outcome?>(v4: nil, v5: nil)

    var isComplete: Bool {
      outcomes[route.authority] != nil
        && route.follower.map { outcomes[$0] != nil } ?? true
    }
  }

  public private(set) var router: Router
  private var lanes: PerSide<Lane>
  private var book = PayloadIDBook()
  private var exchanges: [ExchangeID: Exchange] = [:]
  private var lastNumber: UInt64 = 0
  /// The sides that missed an operation that changes state.
  public private(set) var behind: Set<Side> = []

  public init(router: Router, laneLimits: Lane.Limits = Lane.Limits()) {
    self.router = router
    lanes = PerSide { _ in Lane(limits: laneLimits) }
  }

  /// Exchanges of which something is outstanding.
  public var outstanding: Int { exchanges.count }

  public func laneDepth(of side: Side) -> Int { lanes[side].depth }

  public mutating func change(to mode: MigrationMode) throws(ModeRefusal) {
    try router.change(to: mode)
  }

  // MARK: Events

  /// A caller asks for an operation.
  ///
  /// - Parameter express: how each side's dialect says it.
  public mutating func begin(
    _ operation: Operation, express: (Side) -> Expression
  ) -> (id: ExchangeID, actions: [ExchangeAction]) {
    lastNumber += 1
    let id = ExchangeID(number: lastNumber)
    let route = route(of: operation)
    exchanges[id] = Exchange(
      operation: operation, route: route,
      expressions: PerSide { side in
        side == route.authority || side == route.follower ? express(side) : .verbatim
      })
    var actions: [ExchangeAction] = []
    ask(route.authority, id, &actions)
    if let follower = route.follower { ask(follower, id, &actions) }
    return (id, actions)
  }

  /// The driver itself has something to say to one side, in the order of its lane.
  public mutating func beginInternal(
    _ operation: Operation, _ expression: Expression, to side: Side
  ) -> (id: ExchangeID, actions: [ExchangeAction]) {
    lastNumber += 1
    let id = ExchangeID(number: lastNumber)
    exchanges[id] = Exchange(
      operation: operation, route: Route(authority: side),
      expressions: PerSide { _ in expression }, isInternal: true)
    var actions: [ExchangeAction] = []
    ask(side, id, &actions)
    return (id, actions)
  }

  /// A side's request has come to an end, one way or another.
  public mutating func arrived(
    _ outcome: Outcome, of id: ExchangeID, from side: Side
  ) -> [ExchangeAction] {
    var settled: [ExchangeAction] = []
    settle(outcome, of: id, from: side, &settled)
    // What waits in the lane goes out first: the engine then works while the answer is written.
    var actions: [ExchangeAction] = []
    release(id, from: side, &actions)
    return actions.isEmpty ? settled : actions + settled
  }

  /// A build belongs to the engine that minted its id, whatever the mode has become meanwhile.
  private func route(of operation: Operation) -> Route {
    let route = router.route
    guard let minter = operation.payloadId.flatMap({ book[$0]?.minter }),
      minter != route.authority
    else { return route }
    return Route(authority: minter, follower: route.follower == nil ? nil : route.authority)
  }

  // MARK: Asking

  private mutating func ask(_ side: Side, _ id: ExchangeID, _ actions: inout [ExchangeAction]) {
    guard let exchange = exchanges[id] else { return }
    if case .refused(let feature) = exchange.expressions[side] {
      return settle(.refused(feature), of: id, from: side, &actions)
    }
    // The authority's reads pass beside the lane; a follower's wait in it for what came before,
    // or they would be compared with another state's.
    let operation = exchange.operation
    let usesLane = operation.changesState || side != exchange.route.authority
    guard usesLane else { return send(id, to: side, &actions) }
    switch lanes[side].enter(id, size: operation.size, mustArrive: operation.mustArrive) {
    case .started: send(id, to: side, &actions)
    case .queued: break
    case .refused:
      if operation.changesState { behind.insert(side) }
      settle(.notAsked(.laneFull), of: id, from: side, &actions)
    }
  }

  private mutating func send(_ id: ExchangeID, to side: Side, _ actions: inout [ExchangeAction]) {
    guard let exchange = exchanges[id] else { return }
    let expression = exchange.expressions[side]
    guard exchange.operation.kind == .getPayload, side != exchange.route.authority,
      let callersID = exchange.operation.payloadId
    else {
      actions.append(.send(id, side, expression, payloadId: nil))
      return
    }
    guard let own = book[callersID]?.ids[side] else {
      settle(.notAsked(.unknownBuild), of: id, from: side, &actions)
      return release(id, from: side, &actions)
    }
    let substitute = own == callersID ? nil : own
    actions.append(.send(id, side, expression, payloadId: substitute))
  }

  private mutating func release(
    _ id: ExchangeID, from side: Side, _ actions: inout [ExchangeAction]
  ) {
    if let next = lanes[side].leave(id) { send(next, to: side, &actions) }
  }

  // MARK: Outcomes

  private mutating func settle(
    _ outcome: Outcome, of id: ExchangeID, from side: Side, _ actions: inout [ExchangeAction]
  ) {
    guard var exchange = exchanges[id], exchange.outcomes[side] == nil else { return }
    exchange.outcomes[side] = outcome
    exchanges[id] = exchange
    if side == exchange.route.authority, !exchange.isInternal {
      actions.append(.answer(id, side, outcome))
    }
    noteBuild(of: exchange, side: side, outcome: outcome)
    guard exchange.isComplete else { return }
    exchanges[id] = nil
    if exchange.route.follower != nil, let compared = compared(exchange, id) {
      actions.append(.compare(compared))
    }
    actions.append(.end(id))
  }

  private func compared(_ exchange: Exchange, _ id: ExchangeID) -> ComparedExchange? {
    guard let v4 = exchange.outcomes.v4, let v5 = exchange.outcomes.v5 else { return nil }
    let root = exchange.operation.payloadId.flatMap { book[$0]?.parentBeaconBlockRoot }
    return ComparedExchange(
      id: id, operation: exchange.operation, authority: exchange.route.authority, v4: v4, v5: v5,
      parentBeaconBlockRoot: root)
  }

  /// Notes the payload ids that a forkchoiceUpdated minted, whichever side answers first.
  private mutating func noteBuild(of exchange: Exchange, side: Side, outcome: Outcome) {
    guard exchange.operation.kind == .forkchoiceUpdated, exchange.operation.hasAttributes else {
      return
    }
    let authority = exchange.route.authority
    guard let callersID = Self.payloadID(in: exchange.outcomes[authority]) else { return }
    if side == authority {
      book.note(
        callersID, mintedBy: authority,
        parentBeaconBlockRoot: exchange.operation.parentBeaconBlockRoot)
    }
    if let follower = exchange.route.follower,
      let id = Self.payloadID(in: exchange.outcomes[follower])
    {
      book.note(id, of: follower, forBuild: callersID)
    }
  }

  private static func payloadID(in outcome: Outcome?) -> String? {
    guard case .answer(let answer) = outcome, let id = answer.envelope[.payloadId], id != "null"
    else { return nil }
    return id
  }
}
