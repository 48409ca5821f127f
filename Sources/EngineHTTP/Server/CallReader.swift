import EngineRPC
import EngineTypes
import NIOCore

/// Turns the outline of a request object into a call, or into the error that answers it.
enum CallReader {
  /// What is to be done with one request object.
  enum Reading {
    case call(EngineCall)
    /// Nothing is answered.
    case silent
    case answer(MessageBody)
  }

  static func read(
    _ envelope: Envelope, body: MessageBody, caller: CallerIdentity, trace: TraceContext?
  ) -> Reading {
    if envelope.idKind == .object || envelope.idKind == .array {
      return .answer(error(.invalidRequest, "an id is a string, a number or null", id: nil))
    }
    if let ambiguity = envelope.ambiguity {
      return .answer(error(.invalidRequest, ambiguity.description, id: envelope.id))
    }
    guard envelope.version == "2.0", let method = envelope.method else {
      let plain = EngineError(.invalidRequest, message: "invalid request")
      return .answer(RPCMessage.error(plain, id: envelope.id))
    }
    if let ambiguity = envelope.parameterAmbiguity, method.hasPrefix("engine_") {
      return .answer(error(.invalidParams, ambiguity.description, id: envelope.id))
    }
    guard envelope.id != nil else { return notification(of: method) }
    return .call(
      EngineCall(envelope: envelope, body: body, method: method, caller: caller, trace: trace))
  }

  /// The answer to a body that is no JSON.
  static func answer(to defect: EnvelopeDefect) -> MessageBody {
    switch defect {
    case .malformed, .tooDeep:
      RPCMessage.error(
        EngineError(.parseError, message: "parse error", detail: defect.description), id: nil)
    case .duplicateMember, .misspelledMember, .escapedMemberName, .trailingValue,
      .oversizedValue:
      error(.invalidRequest, defect.description, id: nil)
    }
  }

  /// A notification asks for no answer; one that would change an engine's state is refused in
  /// words, since an operation whose outcome nobody hears of cannot be kept in order.
  private static func notification(of method: String) -> Reading {
    guard method.hasPrefix("engine_") || method == "eth_sendRawTransaction" else { return .silent }
    return .answer(
      error(.invalidRequest, "\(method) needs an id: it is not served unheard", id: nil))
  }

  private static func error(
    _ code: EngineErrorCode, _ detail: String, id: [UInt8]?
  ) -> MessageBody {
    RPCMessage.ownError(EngineError(code, detail: detail), id: id)
  }
}
