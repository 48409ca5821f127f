import EngineRPC
import EngineTypes
import EthereumPrimitives

/// What a payload's text holds by Foundation's word.
enum SlowPayload {
  case payload(ExecutionPayload)
  case refused
  /// Foundation says nothing, or chooses between members of one name.
  case silent

  init(_ text: [UInt8]) {
    // Members that are stepped over are not read, so that their strings may hold anything.
    let plain = JSONText(text).withPlainStrings
    switch FoundationJSON(plain) {
    case .silent: self = .silent
    case .refused: self = .refused
    case .tree(let tree):
      if (try? JSONValue(parsing: plain)).map(Self.hasTwin) ?? true {
        self = .silent
      } else {
        self = Self.payload(Members(tree)).map { .payload($0) } ?? .refused
      }
    }
  }

  private static func hasTwin(_ value: JSONValue) -> Bool {
    switch value {
    case .array(let elements): elements.contains(where: hasTwin)
    case .object(let object):
      object.duplicate != nil || object.members.contains { hasTwin($0.value) }
    case .null, .bool, .number, .string: false
    }
  }

  private static func payload(_ members: Members?) -> ExecutionPayload? {
    guard var members, let v1 = v1(&members) else { return nil }
    let withdrawals = members.list("withdrawals") { Members($0).flatMap(withdrawal) }
    let (used, excess) = (members.quantity("blobGasUsed"), members.quantity("excessBlobGas"))
    guard !members.isWrong else { return nil }
    guard let withdrawals else { return used == nil && excess == nil ? .v1(v1) : nil }
    let v2 = ExecutionPayloadV2(v1, withdrawals: withdrawals)
    guard used != nil || excess != nil else { return .v2(v2) }
    guard let used, let excess else { return nil }
    return .v3(ExecutionPayloadV3(v2, blobGasUsed: used, excessBlobGas: excess))
  }

  private static func v1(_ members: inout Members) -> ExecutionPayloadV1? {
    guard let parentHash: Hash32 = members.fixed("parentHash"),
      let feeRecipient: Address = members.fixed("feeRecipient"),
      let stateRoot: Hash32 = members.fixed("stateRoot"),
      let receiptsRoot: Hash32 = members.fixed("receiptsRoot"),
      let logsBloom: LogsBloom = members.fixed("logsBloom"),
      let prevRandao: Hash32 = members.fixed("prevRandao"),
      let blockNumber = members.quantity("blockNumber"),
      let gasLimit = members.quantity("gasLimit"), let gasUsed = members.quantity("gasUsed"),
      let timestamp = members.quantity("timestamp"), let extraData = members.data("extraData"),
      let baseFeePerGas = members.wideQuantity("baseFeePerGas"),
      let blockHash: Hash32 = members.fixed("blockHash"),
      let transactions = members.list("transactions", { Members.data($0) })
    else { return nil }
    return ExecutionPayloadV1(
      parentHash: parentHash, feeRecipient: feeRecipient, stateRoot: stateRoot,
      receiptsRoot: receiptsRoot, logsBloom: logsBloom, prevRandao: prevRandao,
      blockNumber: blockNumber, gasLimit: gasLimit, gasUsed: gasUsed, timestamp: timestamp,
      extraData: extraData, baseFeePerGas: baseFeePerGas, blockHash: blockHash,
      transactions: transactions)
  }

  private static func withdrawal(_ members: Members) -> Withdrawal? {
    var members = members
    guard let index = members.quantity("index"),
      let validatorIndex = members.quantity("validatorIndex"),
      let address: Address = members.fixed("address"), let amount = members.quantity("amount")
    else { return nil }
    return Withdrawal(
      index: index, validatorIndex: validatorIndex, address: address, amount: amount)
  }
}
