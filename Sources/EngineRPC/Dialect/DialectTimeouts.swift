/// Lighthouse's time-outs, the same in both versions.
public struct DialectTimeouts: Sendable, Hashable {
  public var newPayload = Duration.seconds(8)
  public var forkchoiceUpdated = Duration.seconds(8)
  public var getPayload = Duration.seconds(2)
  public var getPayloadBodies = Duration.seconds(10)
  public var exchangeCapabilities = Duration.seconds(1)
  /// eth_syncing, eth_getBlockBy… and the other reads.
  public var read = Duration.seconds(1)

  public init() {}

  /// Each multiplied, as `--execution-timeout-multiplier` does.
  public func multiplied(by factor: Double) -> DialectTimeouts {
    var result = self
    result.newPayload = newPayload * factor
    result.forkchoiceUpdated = forkchoiceUpdated * factor
    result.getPayload = getPayload * factor
    result.getPayloadBodies = getPayloadBodies * factor
    result.exchangeCapabilities = exchangeCapabilities * factor
    result.read = read * factor
    return result
  }

  /// The time-out of a method.
  public func timeout(of method: String) -> Duration {
    guard let known = EngineMethod(name: method) else {
      return method == EngineMethod.exchangeCapabilities ? exchangeCapabilities : read
    }
    return switch known.family {
    case .newPayload: newPayload
    case .forkchoiceUpdated: forkchoiceUpdated
    case .getPayload: getPayload
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange: getPayloadBodies
    case .getClientVersion: read
    }
  }
}
