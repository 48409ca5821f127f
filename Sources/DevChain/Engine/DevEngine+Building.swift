public import EngineTypes
public import EthereumPrimitives

extension DevEngine {
  /// Answers engine_getPayloadV1 to V3, which look at the id's version before they look it up.
  ///
  /// - Throws: -38005 for an id of another version, -38001 for an unknown one.
  public func getPayload(version: Int, _ id: PayloadID) throws(EngineError) -> BuiltPayload {
    let minted = Int(id.bytes.first ?? 0)
    guard minted == version || (version == 2 && minted == 1) else {
      throw EngineError(.unsupportedFork)
    }
    guard let payload = builds[id] else { throw EngineError(.unknownPayload) }
    return BuiltPayload(
      payload: payload, blockValue: 0, blobsBundle: version >= 3 ? BlobsBundle() : nil,
      shouldOverrideBuilder: version >= 3 ? false : nil)
  }

  /// Answers engine_getPayloadBodiesByHashV1.
  ///
  /// - Throws: -38004 for more than 1,024 hashes.
  public func payloadBodies(hashes: [Hash32]) throws(EngineError) -> [PayloadBody?] {
    guard hashes.count <= Self.maximumBodies else {
      throw EngineError(
        .tooLargeRequest, detail: "requested count too large: \(hashes.count)")
    }
    return hashes.map { chain[$0]?.body }
  }

  /// Answers engine_getPayloadBodiesByRangeV1: nothing beyond the head.
  ///
  /// - Throws: -32602 for a start or count of zero, -38004 for more than 1,024.
  public func payloadBodies(
    start: UInt64, count: UInt64
  ) throws(EngineError) -> [PayloadBody?] {
    guard start > 0, count > 0 else {
      throw EngineError(
        .invalidParams, detail: "invalid start or count, start: \(start) count: \(count)")
    }
    guard count <= UInt64(Self.maximumBodies) else {
      throw EngineError(.tooLargeRequest, detail: "requested count too large: \(count)")
    }
    guard start <= headNumber else { return [] }
    let last = start + min(count - 1, headNumber - start)
    return (start...last).map { number in
      chain.canonicalHash(number).flatMap { chain[$0]?.body }
    }
  }

  private static let maximumBodies = 1_024

  /// Builds on a block and returns the id, the same one for the same attributes.
  mutating func build(
    _ attributes: PayloadAttributes, on parent: ChainBlock, version: UInt8
  ) throws(EngineError) -> PayloadID {
    let id = PayloadBuilds.id(parent: parent.hash, attributes: attributes, version: version)
    guard builds[id] == nil else { return id }
    guard attributes.timestamp > parent.timestamp else {
      throw EngineError(
        .invalidPayloadAttributes,
        detail: "invalid timestamp, parent \(parent.timestamp) given \(attributes.timestamp)")
    }
    guard let parentState = parent.state else {
      throw EngineError(.invalidPayloadAttributes, detail: "no state of \(parent.hash)")
    }
    builds.add(child(of: parent, parentState, attributes).payload, id: id)
    return id
  }

  private func child(
    of parent: ChainBlock, _ parentState: WorldState, _ attributes: PayloadAttributes
  ) -> ChainBlock {
    let withdrawals = attributes.withdrawals ?? []
    let state = BlockRules.state(
      after: parentState, timestamp: attributes.timestamp, withdrawals: withdrawals,
      parentBeaconBlockRoot: attributes.parentBeaconBlockRoot)
    let last = parent.payload.v1
    let v1 = ExecutionPayloadV1(
      parentHash: parent.hash, feeRecipient: attributes.suggestedFeeRecipient,
      stateRoot: state.root, receiptsRoot: MerklePatricia.emptyRoot,
      prevRandao: attributes.prevRandao, blockNumber: parent.number + 1,
      gasLimit: BlockRules.gasLimit(after: last.gasLimit, toward: options.gasLimit),
      timestamp: attributes.timestamp, extraData: options.extraData,
      baseFeePerGas: BlockRules.baseFee(after: last))
    let payload: ExecutionPayload =
      switch genesis.forks.fork(at: attributes.timestamp) {
      case .paris: .v1(v1)
      case .shanghai: .v2(ExecutionPayloadV2(v1, withdrawals: withdrawals))
      case .cancun:
        .v3(
          ExecutionPayloadV3(
            ExecutionPayloadV2(v1, withdrawals: withdrawals),
            excessBlobGas: BlockRules.excessBlobGas(after: parent.payload)))
      }
    return ChainBlock(
      sealing: payload, parentBeaconBlockRoot: attributes.parentBeaconBlockRoot, state: state)
  }
}
