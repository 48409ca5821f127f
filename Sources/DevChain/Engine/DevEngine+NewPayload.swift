public import EngineTypes
public import EthereumPrimitives

extension DevEngine {
  /// Answers engine_newPayloadV1 to V3.
  ///
  /// - Throws: -32602 or -38005 where the payload is not what the version carries at its
  ///   timestamp, -32000 where it has transactions.
  public mutating func newPayload(
    version: Int, _ payload: ExecutionPayload, versionedHashes: [Hash32]? = nil,
    parentBeaconBlockRoot: Hash32? = nil
  ) throws(EngineError) -> PayloadStatus {
    switch version {
    case 1: try requireV1(payload)
    case 2: try requireV2(payload)
    default: try requireV3(payload, versionedHashes, parentBeaconBlockRoot)
    }
    let block = ChainBlock(payload, parentBeaconBlockRoot: parentBeaconBlockRoot)
    if let defect = Self.defect(of: block, versionedHashes: versionedHashes ?? []) {
      return .invalid(defect, latestValidHash: nil)
    }
    return try importBlock(block)
  }

  // MARK: What a version carries

  private func requireV1(_ payload: ExecutionPayload) throws(EngineError) {
    guard payload.fork == .paris else {
      throw EngineError(.invalidParams, detail: "withdrawals not supported in V1")
    }
  }

  private func requireV2(_ payload: ExecutionPayload) throws(EngineError) {
    let fork = genesis.forks.fork(at: payload.v1.timestamp)
    let problem: String? =
      switch (fork, payload) {
      case (.cancun, _): "can't use newPayloadV2 post-cancun"
      case (.shanghai, .v1): "nil withdrawals post-shanghai"
      case (.paris, .v2), (.paris, .v3): "non-nil withdrawals pre-shanghai"
      case (.shanghai, .v3): "non-nil excessBlobGas pre-cancun"
      case (.paris, .v1), (.shanghai, .v2): nil
      }
    if let problem { throw EngineError(.invalidParams, detail: problem) }
  }

  private func requireV3(
    _ payload: ExecutionPayload, _ versionedHashes: [Hash32]?, _ root: Hash32?
  ) throws(EngineError) {
    let problem: String? =
      switch payload {
      case .v1: "nil withdrawals post-shanghai"
      case .v2: "nil excessBlobGas post-cancun"
      case .v3:
        versionedHashes == nil
          ? "nil versionedHashes post-cancun" : root == nil ? "nil beaconRoot post-cancun" : nil
      }
    if let problem { throw EngineError(.invalidParams, detail: problem) }
    guard genesis.forks.fork(at: payload.v1.timestamp) == .cancun else {
      throw EngineError(
        .unsupportedFork, detail: "newPayloadV3 must only be called for cancun payloads")
    }
  }

  // MARK: Import

  /// Why a payload is malformed, whatever its parent: such a one is not remembered.
  private static func defect(of block: ChainBlock, versionedHashes: [Hash32]) -> String? {
    let own = block.payload.v1
    do throws(TransactionError) {
      let named = try VersionedHash.all(inTransactions: own.transactions)
      guard named == versionedHashes else {
        return "versionedHashes: \(versionedHashes.count) given, \(named.count) in transactions,"
          + " or others"
      }
    } catch {
      return "invalid transaction: \(error)"
    }
    guard own.extraData.count <= BlockRules.maximumExtraData else {
      return "invalid extradata length: \(own.extraData.count)"
    }
    guard block.hash == own.blockHash else {
      return "blockhash mismatch, want \(own.blockHash), got \(block.hash)"
    }
    return nil
  }

  private mutating func importBlock(_ block: ChainBlock) throws(EngineError) -> PayloadStatus {
    if chain[block.hash] != nil { return .valid(block.hash) }
    if let status = rejection(below: block.hash, of: block.hash) { return status }
    // A parent under another number is no parent.
    guard let parent = chain[block.parentHash], parent.number &+ 1 == block.number else {
      return rejection(below: block.parentHash, of: block.hash)
        ?? PayloadStatus(status: .syncing)
    }
    guard block.timestamp > parent.timestamp else {
      return .invalid("invalid timestamp", latestValidHash: parent.lastValidHash)
    }
    guard let parentState = parent.state else { return PayloadStatus(status: .accepted) }
    guard block.payload.v1.transactions.isEmpty else { throw Self.noTransactions }
    return execute(block, after: parent, parentState)
  }

  private mutating func execute(
    _ block: ChainBlock, after parent: ChainBlock, _ parentState: WorldState
  ) -> PayloadStatus {
    let state = BlockRules.state(
      after: parentState, timestamp: block.timestamp,
      withdrawals: block.payload.withdrawals ?? [],
      parentBeaconBlockRoot: block.header.cancun?.parentBeaconBlockRoot)
    let violation =
      BlockRules.violation(of: block, parent: parent, forks: genesis.forks)
      ?? BlockRules.outcomeViolation(of: block, state: state)
    if let violation {
      invalid.reject(block.hash, parent: parent.lastValidHash)
      return .invalid(violation, latestValidHash: parent.lastValidHash)
    }
    var block = block
    block.state = state
    chain.insert(block)
    return .valid(block.hash)
  }

  mutating func rejection(below ancestor: Hash32, of head: Hash32) -> PayloadStatus? {
    invalid.lastValid(below: ancestor, of: head).map {
      .invalid("links to previously rejected block", latestValidHash: $0)
    }
  }
}

extension PayloadStatus {
  static func valid(_ hash: Hash32) -> PayloadStatus {
    PayloadStatus(status: .valid, latestValidHash: hash)
  }

  static func invalid(_ reason: String, latestValidHash: Hash32?) -> PayloadStatus {
    PayloadStatus(
      status: .invalid, latestValidHash: latestValidHash, validationError: reason)
  }
}
