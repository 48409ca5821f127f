public import EngineTypes

/// Why a request has no result.
public enum CatchUpFault: Error, Hashable, Sendable {
  /// The engine answered with a JSON-RPC error.
  case engineError(EngineError)
  /// No answer: no connection, a time-out, a body that is no JSON-RPC answer.
  case transport(String)
}

extension CatchUpFault {
  /// Whether the same request may well succeed later.
  var mayPass: Bool {
    switch self {
    case .engineError(let error): !(error.knownCode?.isSemantic ?? false)
    case .transport: true
    }
  }
}

extension CatchUpFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .engineError(let error): error.description
    case .transport(let text): text
    }
  }
}
