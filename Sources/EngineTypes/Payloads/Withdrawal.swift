public import EthereumPrimitives

/// A withdrawal credited at the end of a block (EIP-4895).
public struct Withdrawal: Hashable, Sendable {
  public var index: UInt64
  public var validatorIndex: UInt64
  public var address: Address
  /// In Gwei.
  public var amount: UInt64

  public init(index: UInt64, validatorIndex: UInt64, address: Address, amount: UInt64) {
    self.index = index
    self.validatorIndex = validatorIndex
    self.address = address
    self.amount = amount
  }
}
