import ABTesting
import EngineTypes
import EngineHTTP
import EngineRPC
import EthereumPrimitives

extension ExchangeCore {
  /// Takes in a side's outcome, lets the answer leave where that decides it, and ends the exchange
  /// when nothing more can come.
  mutating func settle(
    _ outcome: Outcome, of id: ExchangeID, from side: Side, _ actions: inout [ExchangeAction]
  ) {
    guard let exchange = exchanges[id], exchange.outcomes[side] == nil else { return }
    exchange.outcomes[side] = outcome
    if !exchange.isInternal { decide(id, &actions) }
    noteFollowersBuild(id, side, outcome)
    hear(outcome, of: exchange.operation, from: side, &actions)
    endIfComplete(id, &actions)
  }

  /// Decides whose answer leaves, as far as that can be told now.
  mutating func decide(_ id: ExchangeID, _ actions: inout [ExchangeAction]) {
    guard let exchange = exchanges[id], !exchange.isAnswered, !exchange.isInternal else { return }
    let route = exchange.route
    switch AnswerRule.decide(knowledge(of: exchange)) {
    case .wait: break
    case .waitForOther: watch(id, .fallback, &actions)
    case .waitForAgreement: watch(id, .agreement, &actions)
    case .ask(let spare):
      exchange.route.follower = spare
      exchange.route.spare = nil
      ask(spare, id, &actions)
    case .answer(let side, let cause):
      if let cause { note(cause, exchange, side, &actions) }
      if let outcome = exchange.outcomes[side] { answer(id, side, outcome, &actions) }
    case .contradiction:
      let block = exchange.operation.block ?? ""
      exchange.isAnswered = true
      actions.append(.refuse(id, .flip(block: block)))
      goBack(
        "\(route.authority.rawValue) contradicts what the caller was told of block \(block)",
        freezes: true, &actions)
    }
  }

  private mutating func watch(
    _ id: ExchangeID, _ budget: ExchangeAction.Budget, _ actions: inout [ExchangeAction]
  ) {
    guard exchanges[id]?.watched.insert(budget) == true else { return }
    actions.append(.watch(id, budget))
  }

  private func knowledge(of exchange: Exchange) -> AnswerRule.Knowledge {
    let route = exchange.route
    var known = AnswerRule.Knowledge(kind: exchange.operation.kind, route: route)
    known.authority = exchange.outcomes[route.authority]
    known.other = exchange.outcomes[route.authority.other]
    known.isBudgetSpent = exchange.spent.contains(.fallback)
    known.isAgreementBudgetSpent = exchange.spent.contains(.agreement)
    if let id = exchange.operation.payloadId {
      known.hasLostBuild = book[id]?.lost.contains(route.authority) ?? false
    }
    if exchange.operation.changesState, let block = exchange.operation.blockHash {
      known.said = memory.earlier(of: block)?.word
    }
    return known
  }

  /// Lets an outcome leave for the caller, and remembers what it says.
  mutating func answer(
    _ id: ExchangeID, _ side: Side, _ outcome: Outcome, _ actions: inout [ExchangeAction]
  ) {
    guard let exchange = exchanges[id], !exchange.isAnswered else { return }
    exchange.isAnswered = true
    exchange.answeredBy = side
    actions.append(.answer(id, side, outcome))
    let operation = exchange.operation
    if operation.changesState, let block = operation.blockHash {
      let word = StatusMemory.word(of: outcome)
      memory.remember(word, of: block, by: side)
      if word == .invalid { unfollowed.refused(block) }
    }
    guard operation.kind == .forkchoiceUpdated, outcome.isEngineWord else { return }
    lastForkchoice = side
    guard operation.hasAttributes, let minted = Self.payloadID(in: outcome) else { return }
    book.note(
      minted, mintedBy: side, head: operation.block,
      parentBeaconBlockRoot: operation.parentBeaconBlockRoot, now: now)
    if let other = exchange.outcomes[side.other].flatMap(Self.payloadID(in:)) {
      book.note(other, of: side.other, forBuild: minted)
    }
  }

  /// Notes the id that the other side minted for the build that the caller knows.
  private mutating func noteFollowersBuild(_ id: ExchangeID, _ side: Side, _ outcome: Outcome) {
    guard let exchange = exchanges[id], exchange.operation.hasAttributes,
      let answered = exchange.answeredBy, answered != side,
      let callersID = exchange.outcomes[answered].flatMap(Self.payloadID(in:)),
      let own = Self.payloadID(in: outcome)
    else { return }
    book.note(own, of: side, forBuild: callersID)
  }

  private static func payloadID(in outcome: Outcome?) -> String? {
    guard case .answer(let answer) = outcome, let id = answer.envelope[.payloadId], id != "null"
    else { return nil }
    return id
  }

  // MARK: The end of an exchange

  mutating func endIfComplete(_ id: ExchangeID, _ actions: inout [ExchangeAction]) {
    guard let exchange = exchanges[id], exchange.isComplete else { return }
    exchanges[id] = nil
    noteStandings(exchange, &actions)
    if exchange.route.isCompared || reportsAll && !exchange.isInternal,
      let compared = compared(exchange, id)
    {
      actions.append(.compare(compared))
    }
    actions.append(.end(id))
  }

  private func compared(_ exchange: Exchange, _ id: ExchangeID) -> ComparedExchange? {
    let outcomes = PerSide { side in
      exchange.outcomes[side] ?? (exchange.route.asks(side) ? nil : .notAsked(.notRouted))
    }
    guard let v4 = outcomes.v4, let v5 = outcomes.v5 else { return nil }
    let root = exchange.operation.payloadId.flatMap { book[$0]?.parentBeaconBlockRoot }
    return ComparedExchange(
      id: id, operation: exchange.operation, authority: exchange.route.authority, v4: v4, v5: v5,
      parentBeaconBlockRoot: root, isSplit: exchange.route.reason == .split)
  }

  /// A side that missed an operation, or cannot tell what the other side can, is behind.
  private mutating func noteStandings(_ exchange: Exchange, _ actions: inout [ExchangeAction]) {
    if !router.mode.isTwoSided { noteHome(exchange) }
    guard exchange.operation.changesState, exchange.route.follower != nil, !exchange.isInternal
    else { return }
    for side in Side.allCases {
      guard let own = exchange.outcomes[side], let other = exchange.outcomes[side.other],
        other.isEngineWord
      else { continue }
      switch own {
      case .failure, .notAsked: fallBehind(side, .missedOperation, &actions)
      case .refused, .engineError: break
      case .answer:
        if AnswerRule.isDefinite(own) == false, AnswerRule.isDefinite(other) == true {
          fallBehind(side, .syncing, &actions)
        }
      }
    }
  }

  /// In a one-sided mode the chain is the one that its side's engine follows: it lacks nothing once
  /// it calls the caller's head VALID, whatever it missed before.
  private mutating func noteHome(_ exchange: Exchange) {
    let home = router.mode.home
    guard standings[home].behind != nil, !exchange.isInternal,
      exchange.operation.kind == .forkchoiceUpdated, let outcome = exchange.outcomes[home],
      AnswerRule.status(of: outcome)?.status == .valid
    else { return }
    standings[home].behind = nil
  }
}
