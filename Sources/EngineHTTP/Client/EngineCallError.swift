public import EngineRPC
public import EngineTypes
public import EthereumPrimitives

/// Why a call to an engine came to nothing.
public enum EngineCallError: Error, Hashable, Sendable {
  /// The engine answered with an error object.
  case engine(EngineError)
  case transport(TransportFailure)
  /// The dialect has no words for the request.
  case inexpressible(Inexpressible)
  /// The engine's result is not what the method returns.
  case malformedAnswer(JSONError)
  /// The engine says VALID of one block and names another.
  case validWithOtherHash(expected: Hash32, actual: Hash32?)
}

extension EngineCallError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .engine(let error): "the engine answered error \(error)"
    case .transport(let failure): failure.description
    case .inexpressible(let feature): feature.description
    case .malformedAnswer(let error): "the engine's answer cannot be read: \(error)"
    case .validWithOtherHash(let expected, let actual):
      "the engine says VALID with latestValidHash \(actual?.description ?? "null"),"
        + " expected \(expected)"
    }
  }
}
