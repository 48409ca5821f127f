public import EngineTypes
public import EthereumPrimitives
public import LighthouseV4
public import LighthouseV5

/// From v4's structures to v5's: what Deneb adds is empty, and nothing is lost.
public enum V4ToV5 {
  /// Adds blob gas fields of zero.
  ///
  /// The block hash stays as it is: a Capella block keeps its Capella hash, which the proof says.
  ///
  /// - Parameter parentBeaconBlockRoot: tried as the root of a Deneb header that the hash may fit.
  public static func convertExecutionPayload(
    _ payload: ExecutionPayloadCapella, parentBeaconBlockRoot: Hash32? = nil
  ) -> Proven<ExecutionPayloadDeneb> {
    let converted = ExecutionPayloadDeneb(payload, blobGasUsed: 0, excessBlobGas: 0)
    return Proven(
      converted,
      proof: HeaderProof(converted, parentBeaconBlockRoot: parentBeaconBlockRoot))
  }

  /// Takes the finalized hash as the justified one.
  public static func convertForkchoiceState(_ state: ForkchoiceState) -> ForkchoiceStateV3 {
    ForkchoiceStateV3(
      headBlockHash: state.headBlockHash, safeBlockHash: state.safeBlockHash,
      finalizedBlockHash: state.finalizedBlockHash,
      justifiedBlockHash: state.finalizedBlockHash)
  }

  /// Leaves the parent beacon block root unset.
  public static func convertPayloadAttributes(
    _ attributes: PayloadAttributesV2
  ) -> PayloadAttributesV3 {
    attributes.wire
  }
}
