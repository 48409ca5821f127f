public import EngineTypes
import EthereumPrimitives
public import SSZ

extension ExecutionPayloadV1: SSZContainer {
  public init() {
    self.init(parentHash: .zero)
  }

  public static let schema = SSZSchema<ExecutionPayloadV1>([
    SSZField("parent_hash", \.parentHash),
    SSZField("fee_recipient", \.feeRecipient),
    SSZField("state_root", \.stateRoot),
    SSZField("receipts_root", \.receiptsRoot),
    SSZField("logs_bloom", \.logsBloom),
    SSZField("prev_randao", \.prevRandao),
    SSZField("block_number", \.blockNumber),
    SSZField("gas_limit", \.gasLimit),
    SSZField("gas_used", \.gasUsed),
    SSZField("timestamp", \.timestamp),
    SSZField("extra_data", \.extraData, .byteList(limit: MainnetPreset.maximumExtraDataBytes)),
    SSZField("base_fee_per_gas", \.baseFeePerGas),
    SSZField("block_hash", \.blockHash),
    SSZField(
      "transactions", \.transactions,
      .list(
        of: .byteList(limit: MainnetPreset.maximumBytesPerTransaction),
        limit: MainnetPreset.maximumTransactions)),
  ])
}
