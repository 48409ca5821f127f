import EngineHTTP
import EngineRPC
import LighthouseCompatibility

/// Holds each action of a core against the design's invariants, knowing nothing of how it decides.
package struct SimulationChecker {
  package struct Violation: Error, CustomStringConvertible {
    /// S1 to S12.
    package let invariant: String
    let text: String

    package var description: String { "\(invariant): \(text)" }
  }

  /// What is known of an operation.
  struct Record {
    let operation: LighthouseCompatibility.Operation
    let mode: MigrationMode
    let isFrozen: Bool
    var sent: Set<Side> = []
    /// The serial numbers of what the engines said; nil for what was no engine's word.
    var heard: [Side: Int?] = [:]
    var words: [Side: StatusMemory.Said] = [:]
    /// The sides that answered, other than by an error.
    var spoke: Set<Side> = []
    var isAnswered = false
    var isOver = false
    var isCompared = false
  }

  private(set) var records: [ExchangeID: Record] = [:]
  private var lastInOrder: [Side: UInt64] = [:]
  private var said: [Int: StatusMemory.Said] = [:]
  /// The side whose answer last carried an id to the caller.
  private(set) var owners: [String: Side] = [:]
  /// Set by the first disagreement that was compared, until a person decides.
  var isFrozen = false

  mutating func began(
    _ id: ExchangeID, _ operation: LighthouseCompatibility.Operation, _ mode: MigrationMode
  ) {
    records[id] = Record(operation: operation, mode: mode, isFrozen: isFrozen)
  }

  mutating func forgetFreeze() { isFrozen = false }

  // MARK: Actions

  mutating func sent(
    _ id: ExchangeID, _ side: Side, _ payloadId: String?, _ engines: PerSide<SimulatedEngine>
  ) throws(Violation) {
    guard let record = records[id], !record.isOver else {
      throw Violation(invariant: "S12", text: "\(id.number) is sent after its end")
    }
    guard records[id]?.sent.insert(side).inserted == true else {
      throw Violation(invariant: "S2", text: "\(id.number) is sent to \(side) twice")
    }
    if record.operation.changesState {
      guard id.number > lastInOrder[side] ?? 0 else {
        throw Violation(invariant: "S2", text: "\(id.number) reaches \(side) out of order")
      }
      lastInOrder[side] = id.number
    }
    if record.operation.kind == .getPayload { try checkBuild(record, side, payloadId, engines) }
  }

  private func checkBuild(
    _ record: Record, _ side: Side, _ payloadId: String?, _ engines: PerSide<SimulatedEngine>
  ) throws(Violation) {
    guard let callers = record.operation.payloadId, let owner = owners[callers] else { return }
    if record.sent.isEmpty, side != owner {
      throw Violation(invariant: "S4", text: "\(callers) of \(owner) is asked of \(side) first")
    }
    let own = payloadId ?? callers
    let head = engines[owner].builds[callers]
    guard side == owner ? own == callers : engines[side].builds[own] == head else {
      throw Violation(invariant: "S4", text: "\(side) is asked for \(own), not for its own id")
    }
  }

  /// An engine's outcome is handed to the core.
  mutating func heard(_ outcome: Outcome, of id: ExchangeID, from side: Side) {
    records[id]?.heard[side] = .some(outcome.serial)
    records[id]?.words[side] = StatusMemory.word(of: outcome)
    if case .answer = outcome { records[id]?.spoke.insert(side) }
  }

  mutating func answered(_ id: ExchangeID, _ side: Side, _ outcome: Outcome) throws(Violation) {
    guard var record = records[id] else {
      throw Violation(invariant: "S1", text: "\(id.number) was never asked")
    }
    guard !record.isAnswered else {
      throw Violation(invariant: "S1", text: "\(id.number) is answered twice")
    }
    record.isAnswered = true
    records[id] = record
    guard let serial = outcome.serial else { return }
    guard case .some(.some(serial)) = record.heard[side] else {
      throw Violation(
        invariant: "S1", text: "\(side) did not say to \(id.number) what the caller gets")
    }
    try checkAuthority(record, side)
    try checkFlip(record, outcome)
    if record.operation.hasAttributes, case .answer(let answer) = outcome,
      let minted = answer.envelope[.payloadId], minted != "null"
    {
      owners[minted] = side
    }
  }

  private func checkAuthority(_ record: Record, _ side: Side) throws(Violation) {
    guard side == .v5, record.operation.changesState, record.mode.isTwoSided else { return }
    if record.isFrozen, !isFlip(record) {
      throw Violation(invariant: "S5", text: "v5 answers although the sides disagreed")
    }
    if record.operation.kind == .newPayload, let v4 = record.words[.v4],
      let v5 = record.words[.v5], v4 != v5
    {
      throw Violation(invariant: "S5", text: "v5's verdict leaves although v4's was there")
    }
  }

  /// Whether v4 contradicts what the caller was told: then v5's answer may repeat it (S6).
  private func isFlip(_ record: Record) -> Bool {
    guard let before = said[record.operation.number], let word = record.words[.v4] else {
      return false
    }
    return word != before
  }

  private mutating func checkFlip(_ record: Record, _ outcome: Outcome) throws(Violation) {
    guard record.operation.changesState, let word = StatusMemory.word(of: outcome) else { return }
    let number = record.operation.number
    if let before = said[number], before != word {
      throw Violation(invariant: "S6", text: "block \(number) was \(before) and is \(word)")
    }
    said[number] = word
  }

  mutating func refused(_ id: ExchangeID) throws(Violation) {
    guard records[id]?.isAnswered == false else {
      throw Violation(invariant: "S1", text: "\(id.number) is answered twice")
    }
    records[id]?.isAnswered = true
  }

  mutating func compared(_ exchange: ComparedExchange) throws(Violation) {
    guard let record = records[exchange.id], !record.isCompared else {
      throw Violation(invariant: "S1", text: "\(exchange.id.number) is compared twice")
    }
    records[exchange.id]?.isCompared = true
    for (side, outcome) in [(Side.v4, exchange.v4), (.v5, exchange.v5)] {
      guard let serial = outcome.serial else { continue }
      guard case .some(.some(serial)) = record.heard[side] else {
        throw Violation(invariant: "S1", text: "\(exchange.id.number): not what \(side) said")
      }
    }
  }

  mutating func ended(_ id: ExchangeID, _ standings: PerSide<Standing>) throws(Violation) {
    guard let record = records[id], !record.isOver else {
      throw Violation(invariant: "S12", text: "\(id.number) ends twice")
    }
    guard record.isAnswered else {
      throw Violation(invariant: "S1", text: "\(id.number) ends without an answer")
    }
    for side in record.sent where record.heard[side] == nil {
      throw Violation(invariant: "S12", text: "\(id.number) ends while \(side) works on it")
    }
    records[id]?.isOver = true
    guard record.operation.changesState, record.mode.isTwoSided, !record.sent.isEmpty else {
      return
    }
    for side in Side.allCases where !record.sent.contains(side) {
      guard !standings[side].isFit else {
        throw Violation(invariant: "S3", text: "\(side) missed \(id.number) and is not behind")
      }
    }
  }

  // MARK: The end

  /// With v5 silent and every budget spent, whoever v4 answered has an answer, unless it contradicts
  /// what was said before.
  func checkFallback() throws(Violation) {
    for (id, record) in records where !record.isAnswered && record.operation.changesState {
      guard record.mode.isTwoSided, record.spoke.contains(.v4) else { continue }
      let before = said[record.operation.number]
      if let word = record.words[.v4], let before, before != word { continue }
      throw Violation(invariant: "S7", text: "\(id.number) waits for v5 alone")
    }
  }

  func checkOver(_ core: ExchangeCore) throws(Violation) {
    for (id, record) in records.sorted(by: { $0.key.number < $1.key.number }) {
      guard record.isAnswered else {
        throw Violation(invariant: "S1", text: "\(id.number) is never answered")
      }
      guard record.isOver else {
        throw Violation(invariant: "S12", text: "\(id.number) never ends")
      }
      if record.mode == .parallel, record.heard.count == 2, !record.isCompared {
        throw Violation(invariant: "S3", text: "\(id.number) is never compared")
      }
    }
    for side in Side.allCases where !core.lane(of: side).isEmpty || core.outstanding > 0 {
      throw Violation(invariant: "S12", text: "something is left for \(side)")
    }
  }

  /// Two honest engines that are level have heard the same.
  func checkLevel(
    _ core: ExchangeCore, _ engines: PerSide<SimulatedEngine>
  ) throws(Violation) {
    guard core.router.mode.isTwoSided, Side.allCases.allSatisfy({ core.standings[$0].isFit }),
      engines.v4.head != engines.v5.head
    else { return }
    throw Violation(
      invariant: "S3", text: "level, at heads \(engines.v4.head) and \(engines.v5.head)")
  }
}

extension Outcome {
  /// The number under which an engine of the simulation said it; nil for what none did.
  var serial: Int? {
    switch self {
    case .answer(let answer), .engineError(_, let answer):
      answer.envelope.id.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    case .failure, .refused, .notAsked: nil
    }
  }
}
