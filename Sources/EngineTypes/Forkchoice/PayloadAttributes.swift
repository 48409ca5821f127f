public import EthereumPrimitives

/// What a payload to be built must have.
///
/// Engine API, «PayloadAttributesV1» (neither withdrawals nor root), «V2» (withdrawals), «V3»
/// (both). `version` says which of them this value is.
public struct PayloadAttributes: Hashable, Sendable {
  /// In seconds since 1970.
  public var timestamp: UInt64
  public var prevRandao: Hash32
  public var suggestedFeeRecipient: Address
  /// Nil before Shanghai.
  public var withdrawals: [Withdrawal]?
  /// Nil before Cancun.
  public var parentBeaconBlockRoot: Hash32?

  public init(
    timestamp: UInt64, prevRandao: Hash32, suggestedFeeRecipient: Address,
    withdrawals: [Withdrawal]? = nil, parentBeaconBlockRoot: Hash32? = nil
  ) {
    self.timestamp = timestamp
    self.prevRandao = prevRandao
    self.suggestedFeeRecipient = suggestedFeeRecipient
    self.withdrawals = withdrawals
    self.parentBeaconBlockRoot = parentBeaconBlockRoot
  }

  /// The structure's version: 3 with withdrawals and root, 2 with withdrawals only, else 1.
  public var version: Int {
    guard withdrawals != nil else { return 1 }
    return parentBeaconBlockRoot == nil ? 2 : 3
  }
}
