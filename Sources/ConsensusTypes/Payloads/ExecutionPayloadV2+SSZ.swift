public import EngineTypes
import EthereumPrimitives
public import SSZ

extension ExecutionPayloadV2: SSZContainer {
  public init() {
    self.init(ExecutionPayloadV1())
  }

  public static let schema = SSZSchema<ExecutionPayloadV2>(
    ExecutionPayloadV1.schema.fields(in: \.v1) + [
      SSZField(
        "withdrawals", \.withdrawals, limit: MainnetPreset.maximumWithdrawals)
    ])
}
