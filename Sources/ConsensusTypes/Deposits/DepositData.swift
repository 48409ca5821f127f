public import EthereumPrimitives
public import SSZ

/// What was sent to the deposit contract.
public struct DepositData: SSZContainer {
  public var pubkey = Bytes48.zero
  public var withdrawalCredentials = Hash32.zero
  /// In Gwei.
  public var amount: UInt64 = 0
  public var signature = Bytes96.zero

  public init() {}

  public static let schema = SSZSchema<DepositData>([
    SSZField("pubkey", \.pubkey),
    SSZField("withdrawal_credentials", \.withdrawalCredentials),
    SSZField("amount", \.amount),
    SSZField("signature", \.signature),
  ])
}
