import EngineHTTP
import EngineTypes
import EthereumPrimitives
import LighthouseCompatibility
import LighthouseV5

// What runs in its turn; nothing here may be called without holding one.
extension EngineActor {
  func request(
    _ timestamp: UInt64, _ parent: Hash32, _ withdrawals: [Withdrawal], _ prevRandao: Hash32?,
    _ parentBeaconBlockRoot: Hash32?
  ) throws(NodeError) -> BuildRequest {
    let fork = min(configuration.forks.fork(at: timestamp), configuration.newestFork)
    if fork == .paris, !withdrawals.isEmpty {
      throw .withdrawalsBeforeShanghai(count: withdrawals.count, timestamp: timestamp)
    }
    if fork == .cancun, parentBeaconBlockRoot == nil {
      throw .parentBeaconBlockRootNeeded(timestamp: timestamp)
    }
    return BuildRequest(
      parent: parent, timestamp: timestamp, fork: fork,
      prevRandao: prevRandao ?? configuration.prevRandao(),
      feeRecipient: configuration.feeRecipient, withdrawals: withdrawals,
      parentBeaconBlockRoot: parentBeaconBlockRoot)
  }

  func build(_ request: BuildRequest) async throws(NodeError) -> BuiltBlock {
    try view.admit(request.parent, parent: request.parent)
    let answer = try await tell(head: request.parent, request.attributes)
    try requireValid(answer.payloadStatus, of: request.parent)
    guard let id = answer.payloadId else { throw .noPayloadID(parent: request.parent) }
    let built: BuiltPayload
    do throws(EngineCallError) {
      built = try await compat.getPayload(request.fork, id)
    } catch {
      throw .call("engine_getPayload", error)
    }
    if let difference = request.difference(from: built) { throw .otherBuild(difference) }
    guard let payload = request.newPayload(built) else {
      throw .noParentBeaconBlockRoot(block: built.payload.v1.blockHash)
    }
    keep(payload, id: id)
    counts.built += 1
    return BuiltBlock(payloadId: id, built: built, request: payload)
  }

  func commit(_ request: NewPayloadRequest) async throws(NodeError) -> CommitOutcome {
    let block = request.payload.v1
    let hash = block.blockHash
    try view.admit(hash, parent: block.parentHash)
    if configuration.tellsParentFirst {
      // An engine that lacks the parent says so once more of the payload.
      let answer = try await tell(head: block.parentHash, nil)
      _ = try decided(answer.payloadStatus, of: block.parentHash)
    }
    let status: PayloadStatus
    do throws(EngineCallError) {
      status = try await compat.newPayload(request)
    } catch {
      throw .call("engine_newPayload", error)
    }
    let undecided = try decided(status, of: hash)
    if undecided == nil {
      view.note(hash, parent: block.parentHash, number: block.blockNumber)
    }
    keep(request)
    let answer = try await tell(head: hash, nil)
    if let word = try decided(answer.payloadStatus, of: hash) {
      counts.undecided += 1
      // ACCEPTED is newPayload's word alone: what it says is the more precise.
      return (undecided ?? word) == .accepted ? .accepted(hash) : .syncing(hash)
    }
    view.note(hash, parent: block.parentHash, number: block.blockNumber)
    view.becameHead(hash)
    counts.committed += 1
    return .head(hash)
  }

  func makeFinalized(_ hash: Hash32) async throws(NodeError) -> ForkchoiceState {
    guard !hash.isZero else { throw .unknownBlock(hash) }
    if try !view.mayFinalize(hash) {
      guard let block = try await fetch(.hash(hash)) else { throw .unknownBlock(hash) }
      view.note(hash, parent: block.parentHash, number: block.number)
      _ = try view.mayFinalize(hash)
    }
    guard let head = view.head else { throw .noHead }
    let state = ForkchoiceState(
      headBlockHash: head, safeBlockHash: hash, finalizedBlockHash: hash)
    let answer = try await tell(state, nil)
    try requireValid(answer.payloadStatus, of: head)
    view.becameFinalized(hash)
    counts.finalized += 1
    return state
  }

  /// The node's head, or the engine's own where the node has none yet.
  func headOrEngines() async throws(NodeError) -> Hash32 {
    if let head = view.head { return head }
    return try await adoptHead()
  }

  func adoptHead() async throws(NodeError) -> Hash32 {
    guard let head = try await fetch(.latest) else { throw .noHead }
    let finalized = try await fetch(.finalized)
    view.note(head.hash, parent: head.parentHash, number: head.number)
    view.becameHead(head.hash)
    if let finalized {
      view.note(finalized.hash, parent: finalized.parentHash, number: finalized.number)
      view.becameFinalized(finalized.hash)
    }
    return head.hash
  }

  // MARK: Telling

  private func tell(
    head: Hash32, _ attributes: PayloadAttributes?
  ) async throws(NodeError) -> ForkchoiceUpdatedResponse {
    try await tell(view.state(head: head), attributes)
  }

  private func tell(
    _ state: ForkchoiceState, _ attributes: PayloadAttributes?
  ) async throws(NodeError) -> ForkchoiceUpdatedResponse {
    do throws(EngineCallError) {
      return try await compat.forkchoiceUpdated(state, attributes)
    } catch {
      throw .call("engine_forkchoiceUpdated", error)
    }
  }

  // MARK: Judging

  private func requireValid(
    _ status: PayloadStatus, of block: Hash32
  ) throws(NodeError) {
    if let word = try decided(status, of: block) { throw .undecided(block: block, word) }
  }

  /// Nil for VALID, the word for SYNCING and ACCEPTED.
  private func decided(
    _ status: PayloadStatus, of block: Hash32
  ) throws(NodeError) -> PayloadStatus.Status? {
    switch PayloadJudgement(status, of: block) {
    case .valid: return nil
    case .undecided(let word): return word
    case .invalid(let latest):
      throw .invalid(block: block, latestValidHash: latest, detail: status.validationError)
    case .contradictory(let latest):
      throw .call(
        "engine_newPayload", .validWithOtherHash(expected: block, actual: latest))
    }
  }
}
