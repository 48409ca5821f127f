public import EngineTypes
public import EthereumPrimitives
public import LighthouseV4
public import LighthouseV5

/// From v5's structures to v4's, for the way back: refused wherever v4 has no place for something.
public enum V5ToV4 {
  /// Drops blob gas fields of zero; refuses everything of blobs.
  ///
  /// - Parameter parentBeaconBlockRoot: tried as the root of a Deneb header that the hash may fit.
  public static func convertExecutionPayload(
    _ payload: ExecutionPayloadDeneb, parentBeaconBlockRoot: Hash32? = nil
  ) throws(ConversionRefusal) -> Proven<ExecutionPayloadCapella> {
    if payload.blobGasUsed > 0 { throw .blobGasUsed(payload.blobGasUsed) }
    if payload.excessBlobGas > 0 { throw .excessBlobGas(payload.excessBlobGas) }
    let blob = payload.transactions.firstIndex {
      $0.first == VersionedHash.blobTransactionType
    }
    if let blob { throw .blobTransaction(index: blob) }
    return Proven(
      payload.v2, proof: HeaderProof(payload, parentBeaconBlockRoot: parentBeaconBlockRoot))
  }

  /// A forkchoice state of v4, and the justified hash that it cannot hold, where it differs from
  /// the finalized one.
  ///
  /// Losing it is no error on the wire, which never carries it.
  public static func convertForkchoiceState(
    _ state: ForkchoiceStateV3
  ) -> (state: ForkchoiceState, lostJustifiedBlockHash: Hash32?) {
    let isLost = state.justifiedBlockHash != state.finalizedBlockHash
    return (state.wire, isLost ? state.justifiedBlockHash : nil)
  }

  /// Refuses attributes that fix a parent beacon block root.
  public static func convertPayloadAttributes(
    _ attributes: PayloadAttributesV3
  ) throws(ConversionRefusal) -> PayloadAttributesV2 {
    if let root = attributes.parentBeaconBlockRoot { throw .parentBeaconBlockRoot(root) }
    return PayloadAttributesV2(
      timestamp: attributes.timestamp, prevRandao: attributes.prevRandao,
      suggestedFeeRecipient: attributes.suggestedFeeRecipient,
      withdrawals: attributes.withdrawals)
  }

  /// Drops an empty blobs bundle and the builder's hint; refuses a bundle with blobs.
  public static func convertBuiltPayload(
    _ built: BuiltPayload, parentBeaconBlockRoot: Hash32? = nil
  ) throws(ConversionRefusal) -> Proven<BuiltPayload> {
    if let bundle = built.blobsBundle, !bundle.isEmpty {
      throw .blobsBundle(count: max(bundle.blobs.count, bundle.commitments.count))
    }
    let payload: ExecutionPayload
    let proof: HeaderProof
    switch built.payload {
    case .v1:
      // Bellatrix is the same in both, and its header is neither of the two that are tried.
      return Proven(
        BuiltPayload(payload: built.payload, blockValue: built.blockValue), proof: .none)
    case .v2(let v2):
      payload = .v2(v2)
      proof = HeaderProof(ExecutionPayloadV3(v2), parentBeaconBlockRoot: parentBeaconBlockRoot)
    case .v3(let v3):
      let converted = try convertExecutionPayload(
        v3, parentBeaconBlockRoot: parentBeaconBlockRoot)
      payload = .v2(converted.value)
      proof = converted.proof
    }
    return Proven(BuiltPayload(payload: payload, blockValue: built.blockValue), proof: proof)
  }
}
