public import EngineTypes

extension ExecutionPayload: EngineCodable {
  /// Reads a payload of whichever version its members make it.
  ///
  /// Unknown members are skipped and nulls are taken as absent, since engines add both.
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var members = PayloadMembers()
    try scanner.readObject { (name, scanner) throws(JSONError) in
      try members.read(name, from: &scanner)
    }
    self = try members.payload()
  }

  public var json: JSONValue {
    switch self {
    case .v1(let payload): payload.json
    case .v2(let payload): payload.json
    case .v3(let payload): payload.json
    }
  }
}

extension ExecutionPayloadV1: EngineEncodable {
  public var json: JSONValue {
    [
      "parentHash": .data(parentHash), "feeRecipient": .data(feeRecipient),
      "stateRoot": .data(stateRoot), "receiptsRoot": .data(receiptsRoot),
      "logsBloom": .data(logsBloom), "prevRandao": .data(prevRandao),
      "blockNumber": .quantity(blockNumber), "gasLimit": .quantity(gasLimit),
      "gasUsed": .quantity(gasUsed), "timestamp": .quantity(timestamp),
      "extraData": .data(extraData), "baseFeePerGas": .quantity(baseFeePerGas),
      "blockHash": .data(blockHash), "transactions": .array(transactions.map { .data($0) }),
    ]
  }
}

extension ExecutionPayloadV2: EngineEncodable {
  public var json: JSONValue {
    v1.json.adding([("withdrawals", .array(withdrawals.map(\.json)))])
  }
}

extension ExecutionPayloadV3: EngineEncodable {
  public var json: JSONValue {
    v2.json.adding([
      ("blobGasUsed", .quantity(blobGasUsed)), ("excessBlobGas", .quantity(excessBlobGas)),
    ])
  }
}

extension JSONValue {
  /// The object with members added behind its own.
  func adding(_ members: [(String, JSONValue)]) -> JSONValue {
    var object = objectValue ?? JSONObject()
    for (name, value) in members {
      object.members.append(JSONObject.Member(name: name, value: value))
    }
    return .object(object)
  }
}
