import EngineRPC
import Foundation
import TestKit

/// One exchange of a recording with a method, as far as the comparison needs it.
struct RecordedCall {
  var number: Int
  var label: String
  var method: String
  var params: JSONValue
  /// The JSON-RPC answer object.
  var answer: JSONValue

  var isBuild: Bool { method.hasPrefix("engine_getPayloadV") && method != "engine_getPayloadV4" }
  var isForkchoice: Bool { method.hasPrefix("engine_forkchoiceUpdated") }
  /// The payload of a recorded getPayload.
  var builtPayload: JSONValue? { answer["result"]?["executionPayload"] }

  /// The calls of a recording in order, without those that never reached the methods.
  static func all(_ fixture: String) throws -> [RecordedCall] {
    try Fixture(fixture).lines().compactMap { line in
      let exchange = try JSONValue(parsing: line)
      guard let method = exchange["request"]?["method"]?.stringValue,
        let answer = exchange["response"], answer.objectValue != nil,
        let label = exchange["label"]?.stringValue,
        case .number(let number)? = exchange["seq"]
      else { return nil }
      return RecordedCall(
        number: Int(number) ?? 0, label: label, method: method,
        params: exchange["request"]?["params"] ?? .array([]), answer: answer)
    }
  }
}
