public import EngineTypes
public import EthereumPrimitives
public import LighthouseV5

/// A block that an engine built, ready to be committed.
public struct BuiltBlock: Hashable, Sendable {
  public let payloadId: PayloadID
  public let built: BuiltPayload
  /// What newPayload takes of it.
  public let request: NewPayloadRequest

  public var payload: ExecutionPayload { built.payload }
  public var hash: Hash32 { built.payload.v1.blockHash }
}
