/// What the scanner keeps of a message besides its envelope: the scalars that routing, status
/// reading and comparison need, so that a payload of megabytes is never decoded for them.
public enum EnvelopeField: String, Sendable, CaseIterable {
  // params[0] of forkchoiceUpdated
  case headBlockHash, safeBlockHash, finalizedBlockHash
  // params[0] of newPayload
  case parentHash, blockHash, timestamp, blobGasUsed, excessBlobGas
  // params[0] where it is a scalar: a payload id, a raw transaction's beginning, a block's number
  case firstParameter
  // params[1] of forkchoiceUpdated
  case attributesTimestamp, parentBeaconBlockRoot
  // result of newPayload, and of forkchoiceUpdated one level further down
  case status, latestValidHash, payloadId
  // error
  case errorCode, errorMessage
}
