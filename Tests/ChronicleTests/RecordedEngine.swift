import EngineHTTP
import EngineRPC

/// Answers what it is given to answer, perhaps in words of its own.
final class RecordedEngine: EngineResponder {
  var next: JSONValue = .null
  private let isOther: Bool

  init(isOther: Bool) {
    self.isOther = isOther
  }

  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    reply(MessageBody((isOther ? inOtherWords(next) : next).utf8))
  }

  /// The same answer with what tells another engine's: a member of its own, another block value.
  private func inOtherWords(_ response: JSONValue) -> JSONValue {
    guard case .object(var message) = response, case .object(var result)? = message["result"],
      result["hash"] == nil
    else { return response }
    if result["blockValue"] != nil { result["blockValue"] = "0x5" } else { result["client"] = "v5" }
    message["result"] = .object(result)
    return .object(message)
  }
}
