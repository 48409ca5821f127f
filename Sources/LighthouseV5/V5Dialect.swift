public import EngineRPC

/// What Lighthouse v5.0.0 says to an engine: Deneb by V3, Capella and before as v4 does, and
/// forkchoiceUpdated without attributes by the highest version that the engine advertises.
public struct V5Dialect: Dialect {
  public init() {}

  public var timeouts: DialectTimeouts { DialectTimeouts() }

  public var announcedCapabilities: [String] {
    [
      "engine_newPayloadV1", "engine_newPayloadV2", "engine_newPayloadV3", "engine_getPayloadV1",
      "engine_getPayloadV2", "engine_getPayloadV3", "engine_forkchoiceUpdatedV1",
      "engine_forkchoiceUpdatedV2", "engine_forkchoiceUpdatedV3",
      "engine_getPayloadBodiesByHashV1", "engine_getPayloadBodiesByRangeV1",
    ]
  }

  public func express(
    method: String, envelope: Envelope, capabilities: Capabilities?
  ) -> Expression {
    guard let known = EngineMethod(name: method), let capabilities else { return .verbatim }
    switch known.family {
    case .newPayload, .getPayload:
      return required(known, capabilities)
    case .forkchoiceUpdated:
      if envelope.hasAttributes { return required(known, capabilities) }
      let chosen = self.method(.forkchoiceUpdated, capabilities)
      return chosen == method ? .verbatim : .renamed(chosen)
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion: return .verbatim
    }
  }

  /// The method for a family without a structure of its own: the highest advertised.
  public func method(_ family: EngineMethod.Family, _ capabilities: Capabilities?) -> String {
    let version = capabilities?.highest(of: family, in: [3, 2, 1]) ?? 3
    return EngineMethod(family, version: version).name
  }

  /// A Deneb structure has no other method than V3.
  private func required(_ method: EngineMethod, _ capabilities: Capabilities) -> Expression {
    guard method.version >= 3 else { return olderWhereNeeded(method, capabilities) }
    if capabilities.methods.contains(method.name) { return .verbatim }
    return .refused(.requiredMethodUnsupported(method: method.name))
  }
}
