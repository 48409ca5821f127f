import EngineTypes
import EthereumPrimitives

/// The members of an execution payload as they come, before its version is known.
struct PayloadMembers {
  var parentHash: Hash32?
  var feeRecipient: Address?
  var stateRoot: Hash32?
  var receiptsRoot: Hash32?
  var logsBloom: LogsBloom?
  var prevRandao: Hash32?
  var blockNumber: UInt64?
  var gasLimit: UInt64?
  var gasUsed: UInt64?
  var timestamp: UInt64?
  var extraData: [UInt8]?
  var baseFeePerGas: UInt256?
  var blockHash: Hash32?
  var transactions: [[UInt8]]?
  var withdrawals: [Withdrawal]?
  var blobGasUsed: UInt64?
  var excessBlobGas: UInt64?

  mutating func read(_ name: String, from scanner: inout JSONScanner) throws(JSONError) {
    switch name {
    case "parentHash": try scanner.readMember(name, into: &parentHash, readHash)
    case "feeRecipient": try scanner.readMember(name, into: &feeRecipient, readAddress)
    case "stateRoot": try scanner.readMember(name, into: &stateRoot, readHash)
    case "receiptsRoot": try scanner.readMember(name, into: &receiptsRoot, readHash)
    case "logsBloom": try scanner.readMember(name, into: &logsBloom, readBloom)
    case "prevRandao": try scanner.readMember(name, into: &prevRandao, readHash)
    case "blockNumber": try scanner.readMember(name, into: &blockNumber, readQuantity)
    case "gasLimit": try scanner.readMember(name, into: &gasLimit, readQuantity)
    case "gasUsed": try scanner.readMember(name, into: &gasUsed, readQuantity)
    case "timestamp": try scanner.readMember(name, into: &timestamp, readQuantity)
    case "extraData": try scanner.readMember(name, into: &extraData, readData)
    case "baseFeePerGas": try scanner.readMember(name, into: &baseFeePerGas, readUInt256)
    case "blockHash": try scanner.readMember(name, into: &blockHash, readHash)
    case "transactions": try scanner.readMember(name, into: &transactions, readDataList)
    case "withdrawals": try scanner.readMember(name, into: &withdrawals, readWithdrawals)
    case "blobGasUsed": try scanner.readMember(name, into: &blobGasUsed, readQuantity)
    case "excessBlobGas": try scanner.readMember(name, into: &excessBlobGas, readQuantity)
    default: try scanner.skipValue()
    }
  }

  /// The payload of the version whose members are there.
  func payload() throws(JSONError) -> ExecutionPayload {
    let v1 = try v1()
    guard let withdrawals else {
      guard blobGasUsed == nil, excessBlobGas == nil else {
        throw JSONError(.missingMember("withdrawals"))
      }
      return .v1(v1)
    }
    let v2 = ExecutionPayloadV2(v1, withdrawals: withdrawals)
    guard blobGasUsed != nil || excessBlobGas != nil else { return .v2(v2) }
    return .v3(
      ExecutionPayloadV3(
        v2, blobGasUsed: try required(blobGasUsed, "blobGasUsed"),
        excessBlobGas: try required(excessBlobGas, "excessBlobGas")))
  }

  private func v1() throws(JSONError) -> ExecutionPayloadV1 {
    ExecutionPayloadV1(
      parentHash: try required(parentHash, "parentHash"),
      feeRecipient: try required(feeRecipient, "feeRecipient"),
      stateRoot: try required(stateRoot, "stateRoot"),
      receiptsRoot: try required(receiptsRoot, "receiptsRoot"),
      logsBloom: try required(logsBloom, "logsBloom"),
      prevRandao: try required(prevRandao, "prevRandao"),
      blockNumber: try required(blockNumber, "blockNumber"),
      gasLimit: try required(gasLimit, "gasLimit"), gasUsed: try required(gasUsed, "gasUsed"),
      timestamp: try required(timestamp, "timestamp"),
      extraData: try required(extraData, "extraData"),
      baseFeePerGas: try required(baseFeePerGas, "baseFeePerGas"),
      blockHash: try required(blockHash, "blockHash"),
      transactions: try required(transactions, "transactions"))
  }
}
