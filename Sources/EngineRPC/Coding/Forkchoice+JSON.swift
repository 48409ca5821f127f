public import EngineTypes
import EthereumPrimitives

extension ForkchoiceState: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var head: Hash32?
    var safe: Hash32?
    var finalized: Hash32?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "headBlockHash": try scanner.readMember(name, into: &head, readHash)
      case "safeBlockHash": try scanner.readMember(name, into: &safe, readHash)
      case "finalizedBlockHash": try scanner.readMember(name, into: &finalized, readHash)
      default: try scanner.skipValue()
      }
    }
    self.init(
      headBlockHash: try required(head, "headBlockHash"),
      safeBlockHash: try required(safe, "safeBlockHash"),
      finalizedBlockHash: try required(finalized, "finalizedBlockHash"))
  }

  public var json: JSONValue {
    [
      "headBlockHash": .data(headBlockHash), "safeBlockHash": .data(safeBlockHash),
      "finalizedBlockHash": .data(finalizedBlockHash),
    ]
  }
}

extension PayloadAttributes: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var timestamp: UInt64?
    var prevRandao: Hash32?
    var recipient: Address?
    var withdrawals: [Withdrawal]?
    var root: Hash32?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "timestamp": try scanner.readMember(name, into: &timestamp, readQuantity)
      case "prevRandao": try scanner.readMember(name, into: &prevRandao, readHash)
      case "suggestedFeeRecipient": try scanner.readMember(name, into: &recipient, readAddress)
      case "withdrawals": try scanner.readMember(name, into: &withdrawals, readWithdrawals)
      case "parentBeaconBlockRoot": try scanner.readMember(name, into: &root, readHash)
      default: try scanner.skipValue()
      }
    }
    self.init(
      timestamp: try required(timestamp, "timestamp"),
      prevRandao: try required(prevRandao, "prevRandao"),
      suggestedFeeRecipient: try required(recipient, "suggestedFeeRecipient"),
      withdrawals: withdrawals, parentBeaconBlockRoot: root)
  }

  /// The members of this value's version, no others.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("timestamp", .quantity(timestamp)), ("prevRandao", .data(prevRandao)),
      ("suggestedFeeRecipient", .data(suggestedFeeRecipient)),
    ]
    if let withdrawals { members.append(("withdrawals", .array(withdrawals.map(\.json)))) }
    if let parentBeaconBlockRoot {
      members.append(("parentBeaconBlockRoot", .data(parentBeaconBlockRoot)))
    }
    return JSONValue.object(JSONObject()).adding(members)
  }
}
