public import EngineTypes
public import EthereumPrimitives

/// The payload attributes that v4 knows: V1, or V2 where withdrawals are present.
public struct PayloadAttributesV2: Hashable, Sendable {
  /// In seconds since 1970.
  public var timestamp: UInt64
  public var prevRandao: Hash32
  public var suggestedFeeRecipient: Address
  public var withdrawals: [Withdrawal]?

  public init(
    timestamp: UInt64, prevRandao: Hash32, suggestedFeeRecipient: Address,
    withdrawals: [Withdrawal]?
  ) {
    self.timestamp = timestamp
    self.prevRandao = prevRandao
    self.suggestedFeeRecipient = suggestedFeeRecipient
    self.withdrawals = withdrawals
  }

  /// As they go on the wire.
  public var wire: PayloadAttributes {
    PayloadAttributes(
      timestamp: timestamp, prevRandao: prevRandao, suggestedFeeRecipient: suggestedFeeRecipient,
      withdrawals: withdrawals)
  }
}
