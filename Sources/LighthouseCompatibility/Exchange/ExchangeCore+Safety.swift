import EngineHTTP
import EngineRPC
import EthereumPrimitives

extension ExchangeCore {
  // MARK: Modes

  /// Enters another mode from the next operation on, or says why it must not.
  public mutating func change(to mode: MigrationMode) throws(ModeRefusal) {
    try check(mode)
    try router.change(to: mode)
  }

  private func check(_ mode: MigrationMode) throws(ModeRefusal) {
    for side in mode.sides where router.configured.contains(side) {
      if let difference = standings[side].wrongChain { throw .wrongChain(mode, side, difference) }
    }
    let home = mode.home
    guard router.configured.contains(home), router.topology == .separate else { return }
    // From v5Only too: with both sides asked, v5's word would leave although they disagree.
    if home == .v5, mode != router.mode, let freeze { throw .frozen(mode, freeze) }
    guard home != router.mode.home else { return }
    // The way back to v4 is closed only where v5 is the better of the two.
    let alternative = standings[home.other]
    if standings[home].isOffline, home == .v5 || !alternative.isOffline {
      throw .offline(mode, home)
    }
    if let reason = standings[home].behind, home == .v5 || alternative.isFit {
      throw .behind(mode, home, reason)
    }
    let lane = lanes[home]
    if home == .v5, !lane.isEmpty {
      throw .lanesBusy(mode, home, waiting: lane.depth + lane.inFlight.count)
    }
  }

  /// Gives the authority back to v4, where v5 has it, with both sides fed; it cannot fail.
  public mutating func goBack(
    _ reason: String, freezes: Bool, _ actions: inout [ExchangeAction]
  ) {
    if freezes, freeze == nil {
      freeze = reason
      actions.append(.report(.froze(reason: reason)))
    }
    let mode = router.mode
    guard mode.isTwoSided, mode.home == .v5 else { return }
    try? router.change(to: .parallel)
    actions.append(.report(.wentBack(from: mode, reason: reason)))
  }

  /// A confirmed divergence: v4 answers again, and v5 may not until a person decides.
  public mutating func diverged(_ reason: String) -> [ExchangeAction] {
    var actions: [ExchangeAction] = []
    goBack(reason, freezes: true, &actions)
    return actions
  }

  /// A person has decided: v5 may become the authority again, and no block is contested.
  public mutating func unfreeze() {
    freeze = nil
    memory.settle()
  }

  // MARK: Engines that come and go

  /// A side's engine cannot be reached: what waits for it as a follower is given up.
  public mutating func wentOffline(_ side: Side) -> [ExchangeAction] {
    var actions: [ExchangeAction] = []
    guard !standings[side].isOffline else { return [] }
    standings[side].isOffline = true
    book.noteAway(side)
    guard router.topology == .separate else { return [] }
    let waiting = lanes[side].flush()
    for id in waiting {
      guard let exchange = exchanges[id] else { continue }
      if exchange.route.authority == side {
        // The authority's is tried all the same: nobody else answers it.
        ask(side, id, &actions)
      } else {
        settle(.notAsked(.offline), of: id, from: side, &actions)
      }
    }
    return actions
  }

  /// A side's engine answers again; it is behind until it was looked at.
  public mutating func cameBack(_ side: Side) -> [ExchangeAction] {
    var actions: [ExchangeAction] = []
    standings[side].isOffline = false
    if router.mode.isTwoSided || router.mode.home != side { fallBehind(side, .returned, &actions) }
    return actions
  }

  /// A side was found level with the caller's forkchoice; says whether that is all the caller has
  /// told, so that it is not behind any more.
  @discardableResult
  public mutating func becameLevel(_ side: Side) -> Bool {
    guard !standings[side].isOffline, unfollowed.isEmpty else { return false }
    standings[side].behind = nil
    return true
  }

  /// A side's engine is on another chain than the one that is followed, or no longer.
  public mutating func note(_ side: Side, wrongChain difference: String?) {
    standings[side].wrongChain = difference
  }

  /// Both sides are one engine: what was to be asked of the follower never is.
  public mutating func becomeShared(giving held: [ExchangeID]) -> [ExchangeAction] {
    var actions: [ExchangeAction] = []
    for id in held {
      guard let follower = exchanges[id]?.route.follower else { continue }
      actions += arrived(.notAsked(.sharedEngine), of: id, from: follower, now: now)
    }
    var waiting: [ExchangeID] = []
    for side in Side.allCases {
      for id in lanes[side].flush() {
        if exchanges[id]?.route.follower == side {
          settle(.notAsked(.sharedEngine), of: id, from: side, &actions)
        } else {
          waiting.append(id)
        }
      }
      standings[side].behind = nil
    }
    router.topology = .shared
    for id in waiting {
      if let side = exchanges[id]?.route.authority { ask(side, id, &actions) }
    }
    return actions
  }

  // MARK: What was said

  /// A descendant of a block about which the engines disagree is not answered.
  mutating func contestedAncestor(_ operation: Operation) -> Contradiction? {
    guard operation.kind == .newPayload, let parent = operation.parentBlock,
      memory.isContested(operation.blockHash, parent: try? Hash32(hex: parent))
    else { return nil }
    return .contestedAncestor(block: operation.block ?? "", parent: parent)
  }

  /// Takes in what an engine says of a block, whether or not it reaches the caller.
  mutating func hear(
    _ outcome: Outcome, of operation: Operation, from side: Side,
    _ actions: inout [ExchangeAction]
  ) {
    guard operation.changesState, let block = operation.blockHash,
      memory.hear(
        StatusMemory.word(of: outcome), of: block, from: side)
    else { return }
    goBack(
      "\(side.rawValue) calls block \(operation.block ?? "") INVALID, which the caller was told is"
        + " VALID", freezes: true, &actions)
  }

  /// Counts why another answer than the authority's leaves, and draws the consequence.
  mutating func note(
    _ cause: AnswerRule.Cause, _ exchange: Exchange, _ side: Side,
    _ actions: inout [ExchangeAction]
  ) {
    let authority = exchange.route.authority
    actions.append(
      .report(
        .answeredBy(side, cause: cause.rawValue, method: exchange.operation.method)))
    switch cause {
    case .authorityFailed:
      if exchange.operation.changesState { fallBehind(authority, .missedOperation, &actions) }
    case .authorityVague: fallBehind(authority, .syncing, &actions)
    case .disagreement:
      goBack(
        "v4 and v5 disagree about block \(exchange.operation.block ?? "")", freezes: true,
        &actions)
    case .flip:
      goBack(
        "\(authority.rawValue) contradicts what the caller was told of block"
          + " \(exchange.operation.block ?? "")", freezes: true, &actions)
    case .unguarded: break
    }
  }
}
