public import EthereumPrimitives
public import SSZ

/// A deposit with the proof that the contract has it.
public struct Deposit: SSZContainer {
  /// 33 nodes: the path to the deposit root, then the number of deposits.
  public var proof: [Hash32] = Array(repeating: .zero, count: MainnetPreset.depositProofLength)
  public var data = DepositData()

  public init() {}

  public static let schema = SSZSchema<Deposit>([
    SSZField("proof", \.proof, count: MainnetPreset.depositProofLength),
    SSZField("data", \.data),
  ])
}
