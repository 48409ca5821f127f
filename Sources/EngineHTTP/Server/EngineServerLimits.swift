public import NIOCore

/// What a server takes at most, so that nobody exhausts it.
public struct EngineServerLimits: Sendable, Hashable {
  /// In bytes; geth's own limit by default.
  public var bodyBytes = 128 * 1024 * 1024
  /// Calls in one batch.
  public var batchItems = 2000
  public var connections = 256
  /// How long a request may take to arrive.
  public var requestTime = TimeAmount.seconds(30)
  /// How long a connection may stay silent between requests.
  public var idleTime = TimeAmount.seconds(120)

  public init() {}
}
