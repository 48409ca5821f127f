public import EngineTypes
import EthereumPrimitives
public import SSZ

extension ExecutionPayloadV3: SSZContainer {
  public init() {
    self.init(ExecutionPayloadV2())
  }

  public static let schema = SSZSchema<ExecutionPayloadV3>(
    ExecutionPayloadV2.schema.fields(in: \.v2) + [
      SSZField("blob_gas_used", \.blobGasUsed),
      SSZField("excess_blob_gas", \.excessBlobGas),
    ])
}
