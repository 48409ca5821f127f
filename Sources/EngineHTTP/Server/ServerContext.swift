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
  private var opened = 0
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

  /// Admits a connection, or says no.
  ///
  /// Where there are as many as there may be, the oldest one that never showed a good token gives
  /// way, so that strangers cannot keep the callers out.
  func open(_ handler: EngineServerHandler) -> Bool {
    guard !isDraining, connections.count < limits.connections || evictStranger() else {
      return false
    }
    opened += 1
    handler.number = opened
    connections[ObjectIdentifier(handler)] = handler
    return true
  }

  private func evictStranger() -> Bool {
    let strangers = connections.values.lazy.filter { !$0.isProven }
    guard let oldest = strangers.min(by: { $0.number < $1.number }) else { return false }
    close(oldest)
    counts.connectionsRefused.increment()
    oldest.abort()
    return true
  }

  func close(_ handler: EngineServerHandler) {
    connections[ObjectIdentifier(handler)] = nil
  }
}
