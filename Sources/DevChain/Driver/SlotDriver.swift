public import EngineRPC
public import EngineTypes
public import EthereumPrimitives
import LighthouseV5
import NodeIntegration

/// The consensus caller of a chain: builds, commits and finalizes a block a slot, as the Alys node
/// does.
///
/// A state machine without clock or transport: `startSlot()` gives a slot's first request, each
/// `received(_:)` the next one or the slot's outcome. The calls of a slot are forkchoiceUpdated
/// with attributes, getPayload, then forkchoiceUpdated to the parent, newPayload and
/// forkchoiceUpdated to the new head. Whatever goes wrong, the next slot starts from the last head:
/// the last block whose newPayload was VALID, unless the engine refused it as head.
public struct SlotDriver: Sendable {
  public let options: SlotDriverOptions
  public let forks: ForkSchedule

  private var ledger: SlotLedger
  private var state = State.idle
  private let genesisTimestamp: UInt64

  private enum State {
    case idle
    case building(BuildRequest)
    case getting(BuildRequest)
    case committingParent(BuiltPayload, BuildRequest)
    case importing(BuiltPayload, BuildRequest)
    case committingHead(BuiltPayload)
  }

  public init(
    genesisHash: Hash32, genesisTimestamp: UInt64, forks: ForkSchedule,
    options: SlotDriverOptions = SlotDriverOptions()
  ) {
    self.forks = forks
    self.options = options
    self.genesisTimestamp = genesisTimestamp
    ledger = SlotLedger(genesisHash: genesisHash, finalityLag: options.finalityLag)
  }

  /// The head to build on, the genesis at first.
  public var headHash: Hash32 { ledger.headHash }

  /// The last block reported as finalized; zero until the chain is long enough.
  public var finalizedHash: Hash32 { ledger.finalizedHash }

  public var counts: SlotCounts { ledger.counts }

  /// The last slots that were missed, at most 64.
  public var misses: [MissedSlot] { ledger.misses }

  /// The slot that runs or ran last; the first is 1.
  public var slot: UInt64 { ledger.slot }

  /// Whether a slot has begun and not ended.
  public var isRunning: Bool {
    if case .idle = state { false } else { true }
  }

  /// Begins the next slot; one that still runs is given up as missed.
  public mutating func startSlot() -> EngineRequest {
    if isRunning { _ = abandonSlot("the next slot began") }
    ledger.begin()
    let build = BuildRequest(
      slot: slot, parent: headHash, genesisTimestamp: genesisTimestamp, forks: forks,
      options: options)
    state = .building(build)
    return forkchoiceUpdated(to: headHash, attributes: build.attributes)
  }

  /// Takes the answer to the last request; nil where no slot runs.
  ///
  /// Answers to requests of a slot that was given up must not be handed in.
  public mutating func received(_ answer: Result<JSONValue, EngineError>) -> SlotStep? {
    guard isRunning else { return nil }
    do throws(MissReason) {
      switch (state, answer) {
      case (_, .failure(let error)): throw MissReason(error.description)
      case (.idle, .success): return nil
      case (.building(let build), .success(let answer)):
        return try built(build, answer)
      case (.getting(let build), .success(let answer)):
        return try got(build, answer)
      case (.committingParent(let payload, let build), .success(let answer)):
        _ = try Self.valid(answer, hash: build.parent)
        state = .importing(payload, build)
        return .request(newPayload(payload, build))
      case (.importing(let payload, _), .success(let answer)):
        let hash = payload.payload.v1.blockHash
        try Self.requireValid(try Self.decode(answer), hash: hash)
        state = .committingHead(payload)
        return .request(forkchoiceUpdated(to: hash, attributes: nil))
      case (.committingHead(let payload), .success(let answer)):
        let hash = payload.payload.v1.blockHash
        _ = try Self.valid(answer, hash: hash)
        return .ended(becameHead(hash))
      }
    } catch {
      return .ended(missed(error.text))
    }
  }

  /// Gives the running slot up, for instance when its time is over or the transport failed.
  ///
  /// A block that was imported and may have become the engine's head is the next slot's parent, as
  /// a node's own fork choice would have it.
  public mutating func abandonSlot(_ reason: String) -> SlotOutcome {
    if case .committingHead(let payload) = state { ledger.adopt(payload.payload.v1.blockHash) }
    return missed(reason)
  }

  // MARK: Steps

  private mutating func built(
    _ build: BuildRequest, _ answer: JSONValue
  ) throws(MissReason) -> SlotStep {
    guard let id = try Self.valid(answer, hash: build.parent).payloadId else {
      throw MissReason("no payloadId")
    }
    state = .getting(build)
    let version = build.version
    return .request(
      EngineRequest(EngineMethod(.getPayload, version: version).name, [.data(id)]))
  }

  private mutating func got(
    _ build: BuildRequest, _ answer: JSONValue
  ) throws(MissReason) -> SlotStep {
    let payload: BuiltPayload = try Self.decode(answer)
    if let difference = build.difference(from: payload) {
      throw MissReason("another build than asked for: \(difference)")
    }
    state = .committingParent(payload, build)
    return .request(forkchoiceUpdated(to: build.parent, attributes: nil))
  }

  private mutating func becameHead(_ hash: Hash32) -> SlotOutcome {
    state = .idle
    return ledger.becameHead(hash)
  }

  private mutating func missed(_ reason: String) -> SlotOutcome {
    let step = stepName
    state = .idle
    return ledger.missed(reason, at: step)
  }

  private var stepName: String {
    switch state {
    case .idle: "idle"
    case .building: "forkchoiceUpdated with attributes"
    case .getting: "getPayload"
    case .committingParent: "forkchoiceUpdated to the parent"
    case .importing: "newPayload"
    case .committingHead: "forkchoiceUpdated to the head"
    }
  }

  // MARK: Requests

  private func forkchoiceUpdated(
    to head: Hash32, attributes: PayloadAttributes?
  ) -> EngineRequest {
    let version: Int =
      switch (options.dialect, attributes) {
      case (.v4, _): 2
      case (.v5, nil): 3
      case (.v5, let attributes?): max(attributes.version, 2)
      }
    let forkchoice = ForkchoiceState(
      headBlockHash: head, safeBlockHash: finalizedHash, finalizedBlockHash: finalizedHash)
    return EngineRequest(
      EngineMethod(.forkchoiceUpdated, version: version).name,
      [forkchoice.json, attributes?.json ?? .null])
  }

  private func newPayload(_ built: BuiltPayload, _ build: BuildRequest) -> EngineRequest {
    // A v4 caller that is given a payload of Deneb has no other word for it.
    guard let request = build.newPayload(built) else {
      return EngineRequest("engine_newPayloadV2", [built.payload.json])
    }
    return EngineRequest(request.method, request.params)
  }

  // MARK: Answers

  private static func valid(
    _ answer: JSONValue, hash: Hash32
  ) throws(MissReason) -> ForkchoiceUpdatedResponse {
    let response: ForkchoiceUpdatedResponse = try decode(answer)
    try requireValid(response.payloadStatus, hash: hash)
    return response
  }

  private static func requireValid(
    _ status: PayloadStatus, hash: Hash32
  ) throws(MissReason) {
    switch PayloadJudgement(status, of: hash) {
    case .valid: return
    case .invalid, .undecided:
      let detail = status.validationError.map { ": \($0)" } ?? ""
      throw MissReason(status.status.rawValue + detail)
    case .contradictory: throw MissReason("VALID with another latestValidHash")
    }
  }

  private static func decode<Value: EngineDecodable>(
    _ answer: JSONValue
  ) throws(MissReason) -> Value {
    do throws(JSONError) {
      return try Value(json: answer)
    } catch {
      throw MissReason("unreadable answer: \(error)")
    }
  }

  private struct MissReason: Error {
    var text: String
    init(_ text: String) { self.text = text }
  }
}
