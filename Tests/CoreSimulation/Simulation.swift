import EngineHTTP
import EngineRPC
import EngineTypes
package import LighthouseCompatibility
import TestKit

/// A caller, the core, two engines and a network in one place, without a clock: which event comes
/// next is drawn from a seed, so that a run can be had again.
package struct Simulation {
  private static let outstandingCalls = 12
  private static let recentBlocks = 12
  private static let modes: [MigrationMode] = [
    .parallel, .v4Primary, .v5Primary, .canary(basisPoints: 5_000), .canary(basisPoints: 10_000),
    .parallel, .v5Primary, .v4Only, .v5Only,
  ]

  private var core: ExchangeCore
  private var engines: PerSide<SimulatedEngine>
  private var checker = SimulationChecker()
  /// Each step draws from a generator of its own, so that one left out changes no other.
  private var generator: SeededGenerator
  private let seed: UInt64
  /// Steps that were taken or left out.
  private(set) package var steps = 0
  private let sabotage: Sabotage?
  private let liesEvery: Int
  private var tree = [SimulatedBlock(number: 0, parent: nil, isGood: true)]
  private var ids: [String] = []
  private var budgets: [(id: ExchangeID, budget: ExchangeAction.Budget)] = []
  private var waiting: Set<ExchangeID> = []
  private var serial = 0
  private var lastOutcome: Outcome?
  private var heldBack: SimulatedSend?
  /// Operations that were begun.
  private(set) package var operations = 0
  /// Answers that left, by the side whose they were.
  private(set) package var answers = PerSide { _ in 0 }

  private struct SimulatedSend {
    let id: ExchangeID
    let side: Side
    let payloadId: String?
  }

  /// - Parameter sabotage: a bug that is put in.
  package init(seed: UInt64, sabotage: Sabotage? = nil) throws {
    generator = SeededGenerator(seed: seed)
    self.seed = seed
    self.sabotage = sabotage
    liesEvery = seed % 3 == 0 || sabotage == .thaw || sabotage == .deafToDivergence ? 37 : 0
    let hasOwnIDs = seed % 2 == 0 || sabotage == .wrongPayloadID
    let liesEvery = liesEvery
    engines = PerSide { side in
      SimulatedEngine(side: side, liesEvery: side == .v5 ? liesEvery : 0, hasOwnIDs: hasOwnIDs)
    }
    var limits = Lane.Limits()
    (limits.entries, limits.readEntries) = seed % 5 == 0 ? (4, 2) : (256, 64)
    core = ExchangeCore(
      router: try Router(mode: .parallel, configured: [.v4, .v5]), laneLimits: limits)
  }

  /// Runs until so many operations were begun, and everything is answered.
  package mutating func run(operations limit: Int) throws {
    // Where answers are lost the caller soon waits for all that it may: steps have a bound too.
    for _ in 0..<limit * 10 where operations < limit { try take() }
    try settle()
  }

  /// Takes the steps that another run of this seed took, but for those that are left out.
  package mutating func run(steps limit: Int, without omitted: Set<Int>) throws {
    while steps < limit {
      if omitted.contains(steps) { steps += 1 } else { try take() }
    }
    try settle()
  }

  private mutating func take() throws {
    generator = SeededGenerator(seed: seed ^ UInt64(steps) << 24)
    steps += 1
    try step()
  }

  private mutating func settle() throws {
    try quiesce()
    try checker.checkOver(core)
    if liesEvery == 0 { try checker.checkLevel(core, engines) }
  }

  private mutating func step() throws {
    switch draw(100) {
    case 0..<42: if waiting.count < Self.outstandingCalls { try call() }
    case 42..<88: try answerSomething()
    case 88..<91: try spendSomething()
    case 91..<93:
      if draw(2) == 0 { try answerEverything() }
      try? core.change(to: pick(Self.modes))
    case 93: if draw(4) == 0 { try loseEngine() }
    case 94..<99: try bringLevel()
    default: if liesEvery > 0, draw(2) == 0 { decide() }
    }
    tamperWithState()
  }

  // MARK: The caller

  private mutating func call() throws {
    let (method, params) = draw(20) < 19 ? stateful() : ("eth_blockNumber", "[]")
    try begin(Answers.operation(method, params))
  }

  private mutating func stateful() -> (String, String) {
    let recent = tree.suffix(Self.recentBlocks)
    let block = pick(Array(recent))
    let hash = SimulatedBlock.hash(block.number)
    switch draw(12) {
    case 0..<5: return newBlock(on: block)
    case 5: return newPayload(block)
    case 6..<8: return ("engine_forkchoiceUpdatedV2", #"[{"headBlockHash":"\#(hash)"},null]"#)
    case 8..<10:
      let attributes = #"{"timestamp":"0x5","withdrawals":[]}"#
      return ("engine_forkchoiceUpdatedV2", #"[{"headBlockHash":"\#(hash)"},\#(attributes)]"#)
    case 10: return ("engine_getPayloadV2", #"["\#(ids.isEmpty ? "0x0f" : pick(ids))"]"#)
    default: return ("eth_sendRawTransaction", #"["0x02"]"#)
    }
  }

  private mutating func newBlock(on parent: SimulatedBlock) -> (String, String) {
    let block = SimulatedBlock(
      number: tree.count, parent: parent.number, isGood: draw(15) > 0)
    tree.append(block)
    return newPayload(block)
  }

  private func newPayload(_ block: SimulatedBlock) -> (String, String) {
    let parent = SimulatedBlock.hash(block.parent ?? 0)
    let hash = SimulatedBlock.hash(block.number)
    return ("engine_newPayloadV2", #"[{"parentHash":"\#(parent)","blockHash":"\#(hash)"}]"#)
  }

  private mutating func begin(_ operation: LighthouseCompatibility.Operation) throws {
    operations += 1
    let mode = core.router.mode
    let (id, actions) = core.begin(operation, now: Double(operations)) { _ in .verbatim }
    checker.began(id, operation, mode)
    waiting.insert(id)
    try perform(actions)
  }

  // MARK: The engines

  private mutating func answerSomething() throws {
    let side: Side = draw(2) == 0 ? .v4 : .v5
    if !engines[side].isIdle { try answer(side) } else { try answer(side.other) }
  }

  private mutating func answer(_ side: Side) throws {
    let engine = engines[side]
    guard !engine.isIdle else { return }
    let takesInOrder =
      engine.beside.isEmpty || !engine.inOrder.isEmpty && draw(2) == 0
    let pending =
      takesInOrder
      ? engines[side].inOrder.removeFirst()
      : engines[side].beside.remove(at: draw(engine.beside.count))
    serial += 1
    let outcome: Outcome
    switch draw(240) {
    case 0: outcome = .failure(.timedOut(milliseconds: 1))
    case 1: outcome = Self.outcome(serial, .failure(SimulatedEngine.Code(value: -32_000)))
    default: outcome = Self.outcome(serial, engines[side].answer(pending, tree))
    }
    try arrive(outcome, pending.id, side)
  }

  private mutating func arrive(_ outcome: Outcome, _ id: ExchangeID, _ side: Side) throws {
    checker.heard(outcome, of: id, from: side)
    if sabotage == .loseArrival, draw(50) == 0 { return }
    let actions = core.arrived(outcome, of: id, from: side, now: Double(operations))
    try perform(actions)
    lastOutcome = outcome
  }

  private static func outcome(
    _ serial: Int, _ result: Result<String, SimulatedEngine.Code>
  ) -> Outcome {
    switch result {
    case .success(let text): .answer(Answers.answer(text, id: serial))
    case .failure(let code):
      .engineError(
        EngineError(code: code.value, message: "x"), Answers.error(code.value, id: serial))
    }
  }

  /// An engine goes away with all that it was working on, and comes back.
  private mutating func loseEngine() throws {
    let side: Side = draw(2) == 0 ? .v4 : .v5
    let lost = engines[side].inOrder + engines[side].beside
    engines[side].inOrder = []
    engines[side].beside = []
    try perform(core.wentOffline(side))
    for pending in lost {
      try arrive(.failure(.closed(endpoint: "\(side)")), pending.id, side)
    }
    // What was sent meanwhile finds nobody either.
    let more = engines[side].inOrder + engines[side].beside
    engines[side].inOrder = []
    engines[side].beside = []
    for pending in more {
      try arrive(.failure(.closed(endpoint: "\(side)")), pending.id, side)
    }
    try perform(core.cameBack(side))
  }

  /// A quiet moment: whatever was asked is answered.
  private mutating func answerEverything() throws {
    while Side.allCases.contains(where: { !engines[$0].isIdle }) {
      for side in Side.allCases { while !engines[side].isIdle { try answer(side) } }
    }
  }

  /// What catching up comes to, once nothing is under way.
  private mutating func bringLevel() throws {
    guard Side.allCases.contains(where: { core.standings[$0].behind != nil }) else { return }
    // The caller has gone on to what it gave last, or an engine may still lack that.
    let head = SimulatedBlock.hash(tree.count - 1)
    try begin(
      Answers.operation("engine_forkchoiceUpdatedV2", #"[{"headBlockHash":"\#(head)"},null]"#))
    try answerEverything()
    for side in Side.allCases where core.standings[side].behind != nil {
      let other = side.other
      guard core.router.mode.isTwoSided, core.outstanding == 0, !core.standings[side].isOffline
      else { continue }
      guard core.standings[other].behind == nil || side == .v5 else { continue }
      let lies = engines[side].liesEvery > 0
      for (number, isGood) in engines[other].verdicts where engines[side].verdicts[number] == nil {
        engines[side].verdicts[number] = isGood
      }
      if !lies || engines[side].verdicts[engines[other].head] == true {
        engines[side].head = engines[other].head
      }
      core.becameLevel(side)
    }
  }

  private mutating func decide() {
    core.unfreeze()
    checker.forgetFreeze()
  }

  // MARK: Budgets

  private mutating func spendSomething() throws {
    guard !budgets.isEmpty else { return }
    let (id, budget) = budgets.remove(at: draw(budgets.count))
    try perform(core.spent(budget, of: id))
  }

  // MARK: What the core wants done

  private mutating func perform(_ actions: [ExchangeAction]) throws {
    for action in tampered(actions) {
      switch action {
      case .send(let id, let side, _, let payloadId):
        try send(SimulatedSend(id: id, side: side, payloadId: payloadId))
      case .answer(let id, let side, let outcome):
        waiting.remove(id)
        answers[side] += 1
        try checker.answered(id, side, outcome)
        if case .answer(let answer) = outcome, let minted = answer.envelope[.payloadId],
          minted != "null"
        {
          ids = (ids + [minted]).suffix(8)
        }
      case .refuse(let id, _):
        waiting.remove(id)
        try checker.refused(id)
      case .watch(let id, let budget): budgets.append((id, budget))
      case .compare(let exchange): try compare(exchange)
      case .end(let id):
        try checker.ended(id, core.standings)
        budgets.removeAll { $0.id == id }
      case .compareRequests, .report: break
      }
    }
  }

  private mutating func send(_ send: SimulatedSend) throws {
    try checker.sent(send.id, send.side, send.payloadId, engines)
    guard let operation = checker.records[send.id]?.operation else { return }
    engines[send.side].take(
      SimulatedEngine.Pending(
        id: send.id, operation: operation, payloadId: send.payloadId ?? operation.payloadId))
  }

  /// The comparator: a disagreement about a block reaches the core.
  private mutating func compare(_ exchange: ComparedExchange) throws {
    try checker.compared(exchange)
    guard let v4 = StatusMemory.word(of: exchange.v4), let v5 = StatusMemory.word(of: exchange.v5),
      v4 != v5, exchange.operation.changesState
    else { return }
    checker.isFrozen = true
    if sabotage != .deafToDivergence { try perform(core.diverged("block")) }
  }

  // MARK: The end

  private mutating func quiesce() throws {
    while !engines.v4.isIdle { try answer(.v4) }
    while !budgets.isEmpty {
      try spendSomething()
      while !engines.v4.isIdle { try answer(.v4) }
    }
    try checker.checkFallback()
    try answerEverything()
  }

  // MARK: Chance

  private mutating func draw(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(1, bound))) }

  private mutating func pick<Element>(_ all: [Element]) -> Element { all[draw(all.count)] }
}

// MARK: Deliberate bugs

extension Simulation {
  private mutating func tamperWithState() {
    switch sabotage {
    case .forgetStatuses: core.memory = StatusMemory()
    case .forgetBuilds: core.book = PayloadIDBook()
    case .giveIDToOtherEngine:
      for (id, build) in core.book.all {
        core.book.note(
          id, mintedBy: build.minter.other, head: build.head, parentBeaconBlockRoot: nil, now: 0)
      }
    case .forgetBehind: for side in Side.allCases { core.becameLevel(side) }
    case .thaw: core.unfreeze()
    default: break
    }
  }

  private mutating func tampered(_ actions: [ExchangeAction]) -> [ExchangeAction] {
    guard let sabotage else { return actions }
    return actions.flatMap { action in
      sabotage == .dropWatch || draw(20) == 0 ? tampered(action, sabotage) : [action]
    }
  }

  private mutating func tampered(
    _ action: ExchangeAction, _ sabotage: Sabotage
  ) -> [ExchangeAction] {
    switch (sabotage, action) {
    case (.dropSend, .send), (.dropAnswer, .answer), (.dropEnd, .end), (.dropCompare, .compare):
      return []
    case (.duplicateSend, .send), (.duplicateAnswer, .answer): return [action, action]
    case (.delaySend, .send(let id, let side, _, let payloadId)):
      defer { heldBack = SimulatedSend(id: id, side: side, payloadId: payloadId) }
      guard let held = heldBack, checker.records[held.id]?.isOver == false else { return [] }
      return [.send(held.id, held.side, .verbatim, payloadId: held.payloadId)]
    case (.sendToOtherSide, .send(let id, let side, let expression, let payloadId)):
      return [.send(id, side.other, expression, payloadId: payloadId)]
    case (.wrongPayloadID, .send(let id, let side, let expression, .some)):
      return [.send(id, side, expression, payloadId: nil)]
    case (.answerOfAnotherExchange, .answer(let id, let side, _)):
      return lastOutcome.map { [.answer(id, side, $0)] } ?? [action]
    case (.answerFromOtherSide, .answer(let id, let side, let outcome)):
      return [.answer(id, side.other, outcome)]
    case (.inventSyncing, .answer(let id, let side, _)):
      return [.answer(id, side, .answer(Answers.answer(Answers.status("SYNCING"), id: 0)))]
    case (.earlyEnd, .send(let id, _, _, _)): return [action, .end(id)]
    case (.swapComparedSides, .compare(let exchange)):
      return [.compare(exchange.swapped)]
    case (.dropWatch, .watch): return []
    default: return [action]
    }
  }
}
