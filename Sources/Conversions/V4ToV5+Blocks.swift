public import ConsensusTypes
import EngineTypes
public import EthereumPrimitives

extension V4ToV5 {
  /// Converts the payload and leaves the blob commitments empty.
  public static func convertBlockBody(
    _ body: BeaconBlockBodyCapella, parentBeaconBlockRoot: Hash32? = nil
  ) -> Proven<BeaconBlockBodyDeneb> {
    let payload = convertExecutionPayload(
      body.executionPayload, parentBeaconBlockRoot: parentBeaconBlockRoot)
    return Proven(
      BeaconBlockBodyDeneb(body.with(executionPayload: payload.value), blobKzgCommitments: []),
      proof: payload.proof)
  }

  /// Converts the body; slot, proposer and roots stay.
  public static func convertBlock(
    _ block: BeaconBlockCapella, parentBeaconBlockRoot: Hash32? = nil
  ) -> Proven<BeaconBlockDeneb> {
    let body = convertBlockBody(block.body, parentBeaconBlockRoot: parentBeaconBlockRoot)
    return Proven(block.with(body: body.value), proof: body.proof)
  }

  /// Converts the message; the signature stays the one of the Capella block.
  public static func convertSignedBlock(
    _ block: SignedBeaconBlockCapella, parentBeaconBlockRoot: Hash32? = nil
  ) -> Proven<SignedBeaconBlockDeneb> {
    let message = convertBlock(block.message, parentBeaconBlockRoot: parentBeaconBlockRoot)
    return Proven(
      SignedBeaconBlockDeneb(message: message.value, signature: block.signature),
      proof: message.proof)
  }
}
