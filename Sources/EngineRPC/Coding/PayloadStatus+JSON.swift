public import EngineTypes
import EthereumPrimitives

extension PayloadStatus: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var status: String?
    var latestValidHash: Hash32?
    var validationError: String?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "status": try scanner.readMember(name, into: &status, readString)
      case "latestValidHash": try scanner.readMember(name, into: &latestValidHash, readHash)
      case "validationError": try scanner.readMember(name, into: &validationError, readString)
      default: try scanner.skipValue()
      }
    }
    let word = try required(status, "status")
    guard let known = Status(rawValue: word) else {
      throw JSONError(.value("unknown status '\(word)'"), path: ["status"])
    }
    self.init(status: known, latestValidHash: latestValidHash, validationError: validationError)
  }

  public var json: JSONValue {
    [
      "status": .string(status.rawValue), "latestValidHash": .data(latestValidHash),
      "validationError": validationError.map { .string($0) } ?? .null,
    ]
  }
}

extension ForkchoiceUpdatedResponse: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var status: PayloadStatus?
    var payloadId: PayloadID?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "payloadStatus": try scanner.readMember(name, into: &status, PayloadStatus.init(from:))
      case "payloadId": try scanner.readMember(name, into: &payloadId, readPayloadID)
      default: try scanner.skipValue()
      }
    }
    self.init(payloadStatus: try required(status, "payloadStatus"), payloadId: payloadId)
  }

  public var json: JSONValue {
    ["payloadStatus": payloadStatus.json, "payloadId": .data(payloadId)]
  }
}

private func readPayloadID(_ scanner: inout JSONScanner) throws(JSONError) -> PayloadID {
  try scanner.readFixedBytes()
}
