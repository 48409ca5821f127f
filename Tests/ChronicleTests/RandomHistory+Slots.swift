import Chronicle
import EngineTypes
import EthereumPrimitives
import TestKit

extension RandomHistory {
  /// Builds, fetches, commits: the calls of a slot, given up where one fails.
  mutating func playSlot() {
    timestamp += 12
    let attributes = AttributesOutline(
      digest: CanonicalDigest(rawValue: generator.next()), timestamp: timestamp)
    if chance(3) { read() }
    let (build, minter) = ask("engine_forkchoiceUpdatedV2", forkchoice(head, attributes))
    guard let id = build?.payloadId, let minter else { return }
    var built = get(id, attributes, minter)
    if chance(4) { built = get(id, attributes, minter) }
    guard let block = built?.built?.blockHash else { return }
    if chance(2) { _ = ask("engine_forkchoiceUpdatedV2", forkchoice(head, nil)) }
    if chance(8) { send() }
    let payload = OperationSubject.newPayload(blockHash: block, parentHash: head)
    guard ask("engine_newPayloadV2", payload).result != nil else { return }
    let parent = head
    let next = forkchoice(block, nil)
    guard ask("engine_forkchoiceUpdatedV2", next).result != nil else { return }
    head = block
    if chance(2) { finalized = parent }
  }

  private func forkchoice(
    _ head: Hash32, _ attributes: AttributesOutline?
  ) -> OperationSubject {
    let state = ForkchoiceState(
      headBlockHash: head, safeBlockHash: finalized, finalizedBlockHash: finalized)
    return .forkchoiceUpdated(state, attributes)
  }

  private mutating func read() {
    _ = ask("eth_blockNumber", .other(CanonicalDigest(rawValue: 1)), isState: false)
  }

  private mutating func send() {
    _ = ask("eth_sendRawTransaction", .other(CanonicalDigest(rawValue: generator.next())))
  }

  // MARK: Operations

  /// Asks an operation in the mode that holds, and says who answered.
  private mutating func ask(
    _ method: String, _ subject: OperationSubject, isState: Bool = true
  ) -> (result: ResultOutline?, engine: String?) {
    let engine = isShared ? "geth" : mode.authority
    let operation = begin(method, subject)
    if isState, !isShared {
      if mode.isTwoSided { lane.append(operation) } else { missed.append(operation) }
    }
    let answered = answer(operation, engine)
    guard fails(operation, engine) else {
      log(operation, engine, answered)
      end(operation, answered)
      authorities.append(.init(operation.arrival..<operation.arrival + 1, engine))
      if chance(2) { drainLane() }
      return (answered.outline, engine)
    }
    guard isState, mode == .v5Primary, !isShared else {
      end(operation, ownError)
      drainLane()
      return (nil, nil)
    }
    // v4 answers in its place.
    drainLane()
    let fallback = answer(operation, "v4")
    end(operation, fallback)
    return (fallback.outline, "v4")
  }

  /// Asks for a payload: of the engine that minted the id, else of the other one.
  private mutating func get(
    _ id: String, _ attributes: AttributesOutline, _ minter: String
  ) -> ResultOutline? {
    let operation = begin("engine_getPayloadV2", .getPayload(id: id))
    guard fails(operation, minter) else {
      let answered = answer(operation, minter)
      log(operation, minter, answered)
      if mode.isTwoSided, !isShared, chance(2) { compare(operation, attributes, other(minter)) }
      end(operation, answered)
      return answered.outline
    }
    guard mode.isTwoSided, !isShared, minter == mode.authority else {
      end(operation, ownError)
      return nil
    }
    drainLane()
    let answered = compare(operation, attributes, other(minter))
    end(operation, answered)
    return answered.outline
  }

  /// Fetches the other engine's build for the same head and attributes.
  @discardableResult
  private mutating func compare(
    _ operation: ChronicleEntry, _ attributes: AttributesOutline, _ engine: String
  ) -> ChronicleAnswer {
    drainLane()
    var own = operation
    own.subject = .getPayload(id: id(attributes, sharesIDs ? "v4" : engine))
    let answered = answer(own, engine)
    log(own, engine, answered)
    return answered
  }

  private mutating func begin(_ method: String, _ subject: OperationSubject) -> ChronicleEntry {
    let arrival = parties[Run.caller]?.count ?? 0
    let entry = ChronicleEntry(arrival: arrival, asked: tick(), method: method, subject: subject)
    parties[Run.caller]?.append(entry)
    return entry
  }

  private mutating func end(_ operation: ChronicleEntry, _ answer: ChronicleAnswer) {
    parties[Run.caller]?[operation.arrival].answer = answer
    let moment = tick()
    parties[Run.caller]?[operation.arrival].answered = moment
  }

  private var ownError: ChronicleAnswer {
    .error(ErrorOutline(code: -32603, isOwn: true, digest: CanonicalDigest(rawValue: 9)))
  }

  // MARK: Failures

  /// Lets an engine fail on an operation now and then, and the gateway tell it the forkchoice again.
  private mutating func fails(_ operation: ChronicleEntry, _ engine: String) -> Bool {
    guard failsSometimes, chance(25) else { return false }
    log(operation, engine, chance(2) ? nil : .failure("close"))
    let last = parties[engine]?.last { $0.isForkchoice }?.subject
    guard chance(2), case .forkchoiceUpdated(let state, _)? = last else { return true }
    var own = operation
    own.method = "engine_forkchoiceUpdatedV2"
    own.subject = .forkchoiceUpdated(state, nil)
    log(own, engine, answer(own, engine))
    return true
  }
}

extension ChronicleAnswer {
  fileprivate var outline: ResultOutline? {
    if case .result(let outline) = self { outline } else { nil }
  }
}
