public import EngineRPC

/// A call to an engine: a method and its parameters.
public struct EngineRequest: Hashable, Sendable {
  public var method: String
  public var params: [JSONValue]

  public init(_ method: String, _ params: [JSONValue]) {
    self.method = method
    self.params = params
  }
}
