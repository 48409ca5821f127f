public import EngineTypes
import EthereumPrimitives

extension BlobsBundle: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var commitments: [Bytes48]?
    var proofs: [Bytes48]?
    var blobs: [[UInt8]]?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "commitments": try scanner.readMember(name, into: &commitments, readPoints)
      case "proofs": try scanner.readMember(name, into: &proofs, readPoints)
      case "blobs": try scanner.readMember(name, into: &blobs, readDataList)
      default: try scanner.skipValue()
      }
    }
    self.init(
      commitments: try required(commitments, "commitments"),
      proofs: try required(proofs, "proofs"), blobs: try required(blobs, "blobs"))
  }

  public var json: JSONValue {
    [
      "commitments": .array(commitments.map { .data($0) }),
      "proofs": .array(proofs.map { .data($0) }), "blobs": .array(blobs.map { .data($0) }),
    ]
  }
}

private func readPoints(_ scanner: inout JSONScanner) throws(JSONError) -> [Bytes48] {
  try scanner.readList(readPoint)
}

extension BuiltPayload: EngineCodable {
  /// Reads getPayload's answer: an envelope, or V1's bare payload, whose block value is zero.
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var envelope: ExecutionPayload?
    var bare = PayloadMembers()
    var blockValue: UInt256?
    var bundle: BlobsBundle?
    var override: Bool?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "executionPayload":
        try scanner.readMember(name, into: &envelope, ExecutionPayload.init(from:))
      case "blockValue": try scanner.readMember(name, into: &blockValue, readUInt256)
      case "blobsBundle": try scanner.readMember(name, into: &bundle, BlobsBundle.init(from:))
      case "shouldOverrideBuilder": try scanner.readMember(name, into: &override, readBool)
      default: try bare.read(name, from: &scanner)
      }
    }
    guard let envelope else {
      self.init(payload: try bare.payload(), blockValue: 0)
      return
    }
    self.init(
      payload: envelope, blockValue: try required(blockValue, "blockValue"), blobsBundle: bundle,
      shouldOverrideBuilder: override)
  }

  /// The envelope of V2, with V3's members where they are set.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("executionPayload", payload.json), ("blockValue", .quantity(blockValue)),
    ]
    if let blobsBundle { members.append(("blobsBundle", blobsBundle.json)) }
    if let shouldOverrideBuilder {
      members.append(("shouldOverrideBuilder", .bool(shouldOverrideBuilder)))
    }
    return JSONValue.object(JSONObject()).adding(members)
  }
}

extension PayloadBody: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var transactions: [[UInt8]]?
    var withdrawals: [Withdrawal]?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "transactions": try scanner.readMember(name, into: &transactions, readDataList)
      case "withdrawals": try scanner.readMember(name, into: &withdrawals, readWithdrawals)
      default: try scanner.skipValue()
      }
    }
    self.init(
      transactions: try required(transactions, "transactions"), withdrawals: withdrawals)
  }

  public var json: JSONValue {
    [
      "transactions": .array(transactions.map { .data($0) }),
      "withdrawals": withdrawals.map { .array($0.map(\.json)) } ?? .null,
    ]
  }
}
