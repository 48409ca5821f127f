public import ConsensusTypes
import EngineTypes
public import EthereumPrimitives

extension V5ToV4 {
  /// Refuses blob commitments and whatever the payload's conversion refuses.
  public static func convertBlockBody(
    _ body: BeaconBlockBodyDeneb, parentBeaconBlockRoot: Hash32? = nil
  ) throws(ConversionRefusal) -> Proven<BeaconBlockBodyCapella> {
    guard body.blobKzgCommitments.isEmpty else {
      throw .blobKZGCommitments(count: body.blobKzgCommitments.count)
    }
    let payload = try convertExecutionPayload(
      body.base.executionPayload, parentBeaconBlockRoot: parentBeaconBlockRoot)
    return Proven(body.base.with(executionPayload: payload.value), proof: payload.proof)
  }

  /// Converts the body; slot, proposer and roots stay.
  public static func convertBlock(
    _ block: BeaconBlockDeneb, parentBeaconBlockRoot: Hash32? = nil
  ) throws(ConversionRefusal) -> Proven<BeaconBlockCapella> {
    let body = try convertBlockBody(block.body, parentBeaconBlockRoot: parentBeaconBlockRoot)
    return Proven(block.with(body: body.value), proof: body.proof)
  }

  /// Converts the message; the signature stays the one of the Deneb block.
  public static func convertSignedBlock(
    _ block: SignedBeaconBlockDeneb, parentBeaconBlockRoot: Hash32? = nil
  ) throws(ConversionRefusal) -> Proven<SignedBeaconBlockCapella> {
    let message = try convertBlock(
      block.message, parentBeaconBlockRoot: parentBeaconBlockRoot)
    return Proven(
      SignedBeaconBlockCapella(message: message.value, signature: block.signature),
      proof: message.proof)
  }
}
