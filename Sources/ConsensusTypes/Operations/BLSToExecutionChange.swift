public import EthereumPrimitives
public import SSZ

/// A validator's change to withdrawal credentials that name an address.
public struct BLSToExecutionChange: SSZContainer {
  public var validatorIndex: UInt64 = 0
  public var fromBlsPubkey = Bytes48.zero
  public var toExecutionAddress = Address.zero

  public init() {}

  public static let schema = SSZSchema<BLSToExecutionChange>([
    SSZField("validator_index", \.validatorIndex),
    SSZField("from_bls_pubkey", \.fromBlsPubkey),
    SSZField("to_execution_address", \.toExecutionAddress),
  ])
}
