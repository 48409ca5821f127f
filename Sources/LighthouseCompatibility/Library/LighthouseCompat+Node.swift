public import EngineHTTP
public import EngineRPC
public import EthereumPrimitives
import EngineTypes
import NIOCore

extension LighthouseCompat {
  /// Reads from the side that answered the last forkchoiceUpdated.
  ///
  /// - Parameter method: one of `MethodPolicy.ethMethods` that changes nothing.
  public func read<Value: EngineDecodable & Sendable>(
    _ method: String, _ params: [JSONValue]
  ) async throws(EngineCallError) -> Value {
    guard MethodPolicy.ethMethods.contains(method), method != "eth_sendRawTransaction" else {
      throw .engine(
        EngineError(.methodNotFound, message: "the method \(method) is not available for reading"))
    }
    return try await call(method, params)
  }

  /// What the layer is doing at this moment.
  public var status: CompatStatus {
    get async throws { try await loop.submit { [driver] in driver.value.status }.get() }
  }

  /// How operations are routed besides the mode.
  public var routingPolicy: RoutingPolicy {
    get async throws { try await loop.submit { [driver] in driver.value.routingPolicy }.get() }
  }

  /// Changes the routing policy in one step between two operations, or not at all where the change
  /// throws.
  ///
  /// - Parameter change: is given the policy and the state that it is changed in.
  public func changeRoutingPolicy<Value: Sendable>(
    _ change: @escaping @Sendable (inout RoutingPolicy, CompatStatus) throws -> Value
  ) async throws -> Value {
    try await loop.submit { [driver] in
      var policy = driver.value.routingPolicy
      let value = try change(&policy, driver.value.status)
      driver.value.routingPolicy = policy
      return value
    }.get()
  }

  /// The route that an operation would take now, with the reason; nothing is sent.
  ///
  /// - Parameter block: the block that it is about.
  public func explain(_ operation: FlaggedOperation, block: Hash32? = nil) async throws -> Route {
    let family: EngineMethod.Family =
      switch operation {
      case .newPayload: .newPayload
      case .forkchoiceUpdated: .forkchoiceUpdated
      case .getPayload: .getPayload
      }
    let method = EngineMethod(family, version: 2).name
    return try await loop.submit { [driver] in
      driver.value.explain(method: method, block: block?.description)
    }.get()
  }
}
