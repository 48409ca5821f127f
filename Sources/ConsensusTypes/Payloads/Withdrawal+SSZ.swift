public import EngineTypes
import EthereumPrimitives
public import SSZ

extension Withdrawal: SSZContainer {
  public init() {
    self.init(index: 0, validatorIndex: 0, address: .zero, amount: 0)
  }

  public static let schema = SSZSchema<Withdrawal>([
    SSZField("index", \.index),
    SSZField("validator_index", \.validatorIndex),
    SSZField("address", \.address),
    SSZField("amount", \.amount),
  ])
}
