public import EthereumPrimitives

/// The forkchoice state as it goes on the wire, in every version.
///
/// Engine API, paris.md, «ForkchoiceStateV1».
public struct ForkchoiceState: Hashable, Sendable {
  public var headBlockHash: Hash32
  public var safeBlockHash: Hash32
  public var finalizedBlockHash: Hash32

  public init(headBlockHash: Hash32, safeBlockHash: Hash32, finalizedBlockHash: Hash32) {
    self.headBlockHash = headBlockHash
    self.safeBlockHash = safeBlockHash
    self.finalizedBlockHash = finalizedBlockHash
  }
}
