public import EngineRPC

/// What Lighthouse v4.5.0 says to an engine: Capella at most, V2 where the engine has it, else V1.
public struct V4Dialect: Dialect {
  public init() {}

  public var timeouts: DialectTimeouts { DialectTimeouts() }

  public var announcedCapabilities: [String] {
    [
      "engine_newPayloadV1", "engine_newPayloadV2", "engine_getPayloadV1", "engine_getPayloadV2",
      "engine_forkchoiceUpdatedV1", "engine_forkchoiceUpdatedV2",
      "engine_getPayloadBodiesByHashV1", "engine_getPayloadBodiesByRangeV1",
    ]
  }

  public func express(
    method: String, envelope: Envelope, capabilities: Capabilities?
  ) -> Expression {
    guard let known = EngineMethod(name: method) else { return .verbatim }
    guard known.version > 2 else { return olderWhereNeeded(known, capabilities) }
    switch known.family {
    case .newPayload, .getPayload: return .refused(.denebStructure(method: method))
    case .forkchoiceUpdated:
      // Without attributes every version says the same, on every fork.
      guard envelope.hasAttributes else {
        return .renamed(self.method(.forkchoiceUpdated, capabilities))
      }
      return .refused(.parentBeaconBlockRoot(method: method))
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion: return .verbatim
    }
  }

  /// The method for a family: V2 if the engine has it or nothing is known of it, else V1.
  public func method(_ family: EngineMethod.Family, _ capabilities: Capabilities?) -> String {
    let version = capabilities?.highest(of: family, in: [2, 1]) ?? 2
    return EngineMethod(family, version: version).name
  }
}
