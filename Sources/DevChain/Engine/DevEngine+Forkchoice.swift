public import EngineTypes
import EthereumPrimitives

extension DevEngine {
  /// Answers engine_forkchoiceUpdatedV1 to V3, in the order in which geth checks.
  ///
  /// Attributes that the version cannot carry leave the head as it was; a wrong finalized or safe
  /// hash and an attributes timestamp that is too old are found after the head has moved.
  ///
  /// - Throws: -32602, -38002, -38003 or -38005; -38006 for a head whose branch is no longer kept.
  public mutating func forkchoiceUpdated(
    version: Int, _ state: ForkchoiceState, attributes: PayloadAttributes? = nil
  ) throws(EngineError) -> ForkchoiceUpdatedResponse {
    if let attributes {
      switch version {
      case 1: try requireV1(attributes)
      case 2: try requireV2(attributes)
      default: try requireV3(attributes)
      }
    }
    guard !state.headBlockHash.isZero else {
      return ForkchoiceUpdatedResponse(payloadStatus: PayloadStatus(status: .invalid))
    }
    guard let block = chain[state.headBlockHash] else {
      let status = rejection(below: state.headBlockHash, of: state.headBlockHash)
      return ForkchoiceUpdatedResponse(payloadStatus: status ?? PayloadStatus(status: .syncing))
    }
    var response = ForkchoiceUpdatedResponse(payloadStatus: .valid(block.hash))
    if chain.isCanonical(block), block.hash != headHash { return response }
    guard block.hash == headHash || chain.setHead(block.hash) else {
      throw EngineError(.tooDeepReorg, detail: "the branch of \(block.hash) is no longer kept")
    }
    if !state.finalizedBlockHash.isZero {
      finalizedHash = try canonical(state.finalizedBlockHash, named: "final")
    }
    if !state.safeBlockHash.isZero {
      safeHash = try canonical(state.safeBlockHash, named: "safe")
    }
    if let attributes {
      response.payloadId = try build(
        attributes, on: block, version: UInt8(clamping: min(version, 3)))
    }
    return response
  }

  // MARK: What a version carries

  private func requireV1(_ attributes: PayloadAttributes) throws(EngineError) {
    guard attributes.withdrawals == nil, attributes.parentBeaconBlockRoot == nil else {
      throw EngineError(
        .invalidParams, detail: "withdrawals and beacon root not supported in V1")
    }
    guard genesis.forks.fork(at: attributes.timestamp) == .paris else {
      throw EngineError(.invalidParams, detail: "forkChoiceUpdateV1 called post-shanghai")
    }
  }

  private func requireV2(_ attributes: PayloadAttributes) throws(EngineError) {
    guard attributes.parentBeaconBlockRoot == nil else {
      throw EngineError(.invalidPayloadAttributes, detail: "unexpected beacon root")
    }
    switch genesis.forks.fork(at: attributes.timestamp) {
    case .paris:
      guard attributes.withdrawals == nil else {
        throw EngineError(.invalidPayloadAttributes, detail: "withdrawals before shanghai")
      }
    case .shanghai:
      guard attributes.withdrawals != nil else {
        throw EngineError(.invalidPayloadAttributes, detail: "missing withdrawals")
      }
    case .cancun:
      throw EngineError(
        .unsupportedFork,
        detail: "forkchoiceUpdatedV2 must only be called with paris and shanghai payloads")
    }
  }

  private func requireV3(_ attributes: PayloadAttributes) throws(EngineError) {
    guard attributes.withdrawals != nil else {
      throw EngineError(.invalidPayloadAttributes, detail: "missing withdrawals")
    }
    guard attributes.parentBeaconBlockRoot != nil else {
      throw EngineError(.invalidPayloadAttributes, detail: "missing beacon root")
    }
    guard genesis.forks.fork(at: attributes.timestamp) == .cancun else {
      throw EngineError(
        .unsupportedFork, detail: "forkchoiceUpdatedV3 must only be called for cancun payloads")
    }
  }

  private func canonical(_ hash: Hash32, named name: String) throws(EngineError) -> Hash32 {
    guard let block = chain[hash] else {
      throw EngineError(
        .invalidForkchoiceState, detail: "\(name) block not available in database")
    }
    guard chain.isCanonical(block) else {
      throw EngineError(.invalidForkchoiceState, detail: "\(name) block not in canonical chain")
    }
    return hash
  }
}
