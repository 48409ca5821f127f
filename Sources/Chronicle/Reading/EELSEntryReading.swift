import EngineRPC
import EngineTypes
import EthereumPrimitives

/// One entry of the engine for tests, being read.
struct EELSEntryReading {
  let value: JSONValue
  let index: Int

  func entry() throws(ChronicleError) -> ChronicleEntry {
    ChronicleEntry(
      arrival: index, asked: try integer("asked"),
      answered: value["answered"]?.isNull ?? true ? nil : try integer("answered"),
      method: value["method"]?.stringValue ?? "", subject: try subject(), answer: try answer())
  }

  func integer(_ name: String) throws(ChronicleError) -> Int64 {
    guard case .number(let digits)? = value[name], let number = Int64(digits) else {
      throw .unreadableEntry(index: index, member: name)
    }
    return number
  }

  // MARK: The subject

  private func subject() throws(ChronicleError) -> OperationSubject {
    guard let subject = value["subject"] else { throw unreadable("subject") }
    if subject["blockHash"] != nil {
      return .newPayload(
        blockHash: try hash(subject, "blockHash"), parentHash: try hashOrNull(subject, "parentHash")
      )
    }
    if subject["headBlockHash"] != nil {
      let state = ForkchoiceState(
        headBlockHash: try hash(subject, "headBlockHash"),
        safeBlockHash: try hash(subject, "safeBlockHash"),
        finalizedBlockHash: try hash(subject, "finalizedBlockHash"))
      return .forkchoiceUpdated(state, try attributes(subject["attributes"] ?? .null))
    }
    if let id = subject["payloadId"]?.stringValue { return .getPayload(id: id) }
    return .other(try digest(subject, "params"))
  }

  private func attributes(_ value: JSONValue) throws(ChronicleError) -> AttributesOutline? {
    guard !value.isNull else { return nil }
    return AttributesOutline(
      digest: try digest(value, "digest"),
      timestamp: value["timestamp"]?.stringValue.flatMap { try? Hex.decodeQuantity($0) },
      parentBeaconBlockRoot: try hashOrNull(value, "parentBeaconBlockRoot"))
  }

  // MARK: The answer

  private func answer() throws(ChronicleError) -> ChronicleAnswer? {
    guard let answer = value["answer"], !answer.isNull else { return nil }
    if let reason = answer["failure"]?.stringValue { return .failure(reason) }
    if case .number(let digits)? = answer["code"] {
      guard let code = Int(digits) else { throw unreadable("code") }
      return .error(ErrorOutline(code: code, isOwn: false, digest: try digest(answer, "digest")))
    }
    return .result(
      ResultOutline(
        digest: try digest(answer, "digest"),
        status: answer["status"]?.stringValue.flatMap(PayloadStatus.Status.init(rawValue:)),
        latestValidHash: try hashOrNull(answer, "latestValidHash"),
        payloadId: answer["payloadId"]?.stringValue, built: try built(answer["built"] ?? .null)))
  }

  private func built(_ value: JSONValue) throws(ChronicleError) -> BuiltOutline? {
    guard !value.isNull else { return nil }
    return BuiltOutline(
      blockHash: try hash(value, "blockHash"), digest: try digest(value, "digest"),
      blockValue: value["blockValue"]?.stringValue)
  }

  // MARK: Scalars

  private func hash(_ value: JSONValue, _ name: String) throws(ChronicleError) -> Hash32 {
    guard let hash = value[name]?.stringValue.flatMap({ try? Hash32(hex: $0) }) else {
      throw unreadable(name)
    }
    return hash
  }

  private func hashOrNull(_ value: JSONValue, _ name: String) throws(ChronicleError) -> Hash32? {
    value[name]?.isNull ?? true ? nil : try hash(value, name)
  }

  private func digest(
    _ value: JSONValue, _ name: String
  ) throws(ChronicleError) -> CanonicalDigest {
    guard let digest = value[name]?.stringValue.flatMap({ CanonicalDigest(hex: $0) }) else {
      throw unreadable(name)
    }
    return digest
  }

  private func unreadable(_ member: String) -> ChronicleError {
    .unreadableEntry(index: index, member: member)
  }
}
