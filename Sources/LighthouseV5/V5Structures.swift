public import EngineTypes
public import EthereumPrimitives

/// The execution payload of Deneb.
public typealias ExecutionPayloadDeneb = ExecutionPayloadV3

/// The payload attributes that v5 knows: V3 where withdrawals and parent beacon block root are
/// present, V2 where only withdrawals are, else V1.
public typealias PayloadAttributesV3 = PayloadAttributes

/// The forkchoice state as the ticket has it for v5, with a justified hash.
///
/// No version of the Engine API carries that hash: `wire` is what an engine sees.
public struct ForkchoiceStateV3: Hashable, Sendable {
  public var headBlockHash: Hash32
  public var safeBlockHash: Hash32
  public var finalizedBlockHash: Hash32
  public var justifiedBlockHash: Hash32

  public init(
    headBlockHash: Hash32, safeBlockHash: Hash32, finalizedBlockHash: Hash32,
    justifiedBlockHash: Hash32
  ) {
    self.headBlockHash = headBlockHash
    self.safeBlockHash = safeBlockHash
    self.finalizedBlockHash = finalizedBlockHash
    self.justifiedBlockHash = justifiedBlockHash
  }

  /// As it goes on the wire.
  public var wire: ForkchoiceState {
    ForkchoiceState(
      headBlockHash: headBlockHash, safeBlockHash: safeBlockHash,
      finalizedBlockHash: finalizedBlockHash)
  }
}
