import EngineRPC
import NIOCore

/// What the connections of one server share, on its event loop.
final class ServerContext {
  let limits: EngineServerLimits
  var hosts: AllowedHosts
  let responder: any EngineResponder
  /// Seconds since 1970.
  let now: () -> Double
  var verifier: JWTVerifier
  var isDraining = false
  let counts: EngineServerCounts
  private(set) var connections: [ObjectIdentifier: EngineServerHandler] = [:]

  init(
    secret: JWTSecret, limits: EngineServerLimits, hosts: AllowedHosts,
    responder: any EngineResponder, counts: EngineServerCounts, now: @escaping () -> Double
  ) {
    self.limits = limits
    self.hosts = hosts
    self.responder = responder
    self.counts = counts
    self.now = now
    verifier = JWTVerifier(secret: secret)
  }

  /// Admits a connection, unless there are as many as there may be.
  func open(_ handler: EngineServerHandler) -> Bool {
    guard connections.count < limits.connections, !isDraining else { return false }
    connections[ObjectIdentifier(handler)] = handler
    return true
  }

  func close(_ handler: EngineServerHandler) {
    connections[ObjectIdentifier(handler)] = nil
  }
}
