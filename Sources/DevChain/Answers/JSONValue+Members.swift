import EngineRPC

extension JSONValue {
  /// The value with its members as geth's decoder takes them: names in any case, of duplicates the
  /// last, and hashes of a forkchoice state that are missing as zero.
  var asGethReadsIt: JSONValue {
    guard let object = objectValue else { return self }
    var merged = JSONObject()
    for member in object.members {
      let name = Self.names[member.name.lowercased()] ?? member.name
      merged[name] =
        Self.nested.contains(name) ? member.value.elementsAsGethReadsThem : member.value
    }
    if merged["headBlockHash"] != nil || merged["finalizedBlockHash"] != nil {
      for name in ["headBlockHash", "safeBlockHash", "finalizedBlockHash"]
      where merged[name].map(\.isNull) ?? true {
        merged[name] = .string(Self.zeroHash)
      }
    }
    return .object(merged)
  }

  private var elementsAsGethReadsThem: JSONValue {
    arrayValue.map { .array($0.map(\.asGethReadsIt)) } ?? self
  }

  private static let zeroHash = "0x" + String(repeating: "0", count: 64)
  private static let nested: Set = ["withdrawals"]
  private static let names = Dictionary(
    [
      "headBlockHash", "safeBlockHash", "finalizedBlockHash", "timestamp", "prevRandao",
      "suggestedFeeRecipient", "withdrawals", "parentBeaconBlockRoot", "index", "validatorIndex",
      "address", "amount", "parentHash", "feeRecipient", "stateRoot", "receiptsRoot",
      "logsBloom", "blockNumber", "gasLimit", "gasUsed", "extraData", "baseFeePerGas",
      "blockHash", "transactions", "blobGasUsed", "excessBlobGas",
    ].map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
}
