/// What came back for an operation.
public enum ChronicleAnswer: Sendable, Hashable {
  case result(ResultOutline)
  case error(ErrorOutline)
  /// No JSON-RPC answer: a transport failure at a caller, a spoiled answer at an engine.
  case failure(String)
}

extension ChronicleAnswer {
  /// Whether a caller's answer is an engine's: the same text but for white space, the order of
  /// members, null members and the case of hex digits.
  ///
  /// Where the dialects asked by different versions of getPayload, the payloads must be the same
  /// but for the members that only one version has.
  func isSame(as engines: ChronicleAnswer, underOneMethod: Bool) -> Bool {
    switch (self, engines) {
    case (.result(let own), .result(let other)):
      if own.digest == other.digest { return true }
      guard !underOneMethod, let built = own.built, let otherBuilt = other.built else {
        return false
      }
      return built.isSame(as: otherBuilt)
    case (.error(let own), .error(let other)): return own == other
    case (.failure, _), (_, .failure), (.result, .error), (.error, .result): return false
    }
  }
}

extension ChronicleAnswer: CustomStringConvertible {
  public var description: String {
    switch self {
    case .result(let result): result.description
    case .error(let error): "error \(error.code)\(error.isOwn ? " of the gateway's own" : "")"
    case .failure(let reason): "no answer (\(reason))"
    }
  }
}
