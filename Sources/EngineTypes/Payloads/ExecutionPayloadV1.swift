public import EthereumPrimitives

/// The execution payload of Paris (Bellatrix on the consensus side).
///
/// Engine API, paris.md, «ExecutionPayloadV1».
public struct ExecutionPayloadV1: Hashable, Sendable {
  public var parentHash: Hash32
  public var feeRecipient: Address
  public var stateRoot: Hash32
  public var receiptsRoot: Hash32
  public var logsBloom: LogsBloom
  public var prevRandao: Hash32
  public var blockNumber: UInt64
  public var gasLimit: UInt64
  public var gasUsed: UInt64
  /// In seconds since 1970.
  public var timestamp: UInt64
  /// At most 32 bytes.
  public var extraData: [UInt8]
  /// In Wei.
  public var baseFeePerGas: UInt256
  public var blockHash: Hash32
  /// Each transaction in its EIP-2718 encoding.
  public var transactions: [[UInt8]]

  public init(
    parentHash: Hash32 = .zero, feeRecipient: Address = .zero, stateRoot: Hash32 = .zero,
    receiptsRoot: Hash32 = .zero, logsBloom: LogsBloom = .zero, prevRandao: Hash32 = .zero,
    blockNumber: UInt64 = 0, gasLimit: UInt64 = 0, gasUsed: UInt64 = 0, timestamp: UInt64 = 0,
    extraData: [UInt8] = [], baseFeePerGas: UInt256 = 0, blockHash: Hash32 = .zero,
    transactions: [[UInt8]] = []
  ) {
    self.parentHash = parentHash
    self.feeRecipient = feeRecipient
    self.stateRoot = stateRoot
    self.receiptsRoot = receiptsRoot
    self.logsBloom = logsBloom
    self.prevRandao = prevRandao
    self.blockNumber = blockNumber
    self.gasLimit = gasLimit
    self.gasUsed = gasUsed
    self.timestamp = timestamp
    self.extraData = extraData
    self.baseFeePerGas = baseFeePerGas
    self.blockHash = blockHash
    self.transactions = transactions
  }
}
