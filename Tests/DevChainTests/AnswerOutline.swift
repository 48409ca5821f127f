import EngineRPC
import EngineTypes

/// What two engines' answers to one call must have in common.
enum AnswerOutline: Equatable, CustomStringConvertible {
  case error(code: String)
  case status(String, latestValidHash: String?, hasPayloadId: Bool)
  case payload(blockHash: String)
  case other(JSONValue)

  init(_ answer: Result<JSONValue, EngineError>) {
    switch answer {
    case .failure(let error): self = .error(code: String(error.code))
    case .success(let result): self.init(result: result)
    }
  }

  /// Reads a JSON-RPC answer object.
  init(recorded answer: JSONValue) {
    if case .number(let code)? = answer["error"]?["code"] {
      self = .error(code: code)
    } else {
      self.init(result: answer["result"] ?? .null)
    }
  }

  private init(result: JSONValue) {
    let status = result["payloadStatus"] ?? result
    if let word = status["status"]?.stringValue {
      self = .status(
        word, latestValidHash: status["latestValidHash"]?.stringValue,
        hasPayloadId: result["payloadId"]?.stringValue != nil)
    } else if let hash = (result["executionPayload"] ?? result)["blockHash"]?.stringValue {
      self = .payload(blockHash: hash)
    } else {
      self = .other(result.withoutNulls)
    }
  }

  var description: String {
    switch self {
    case .error(let code): "error \(code)"
    case .status(let word, let hash, let hasID): "\(word) \(hash ?? "null") payloadId: \(hasID)"
    case .payload(let hash): "payload \(hash)"
    case .other(let value): value.text
    }
  }
}

extension JSONValue {
  /// The value without null members, which engines add for later forks.
  fileprivate var withoutNulls: JSONValue {
    switch self {
    case .null, .bool, .number, .string: self
    case .array(let elements): .array(elements.map(\.withoutNulls))
    case .object(let object):
      .object(
        JSONObject(
          object.members.filter { !$0.value.isNull }
            .map { JSONObject.Member(name: $0.name, value: $0.value.withoutNulls) }))
    }
  }
}
