import EngineHTTP
import EngineRPC

/// One side as the driver knows it: its connections, its dialect, and whether it is there.
final class SideLink {
  let side: Side
  let upstream: EngineUpstream
  let dialect: any Dialect
  let timeouts: DialectTimeouts
  var capabilities = CapabilityCache()
  var isOffline = false

  init(
    side: Side, upstream: EngineUpstream, dialect: any Dialect, timeoutMultiplier: Double
  ) {
    self.side = side
    self.upstream = upstream
    self.dialect = dialect
    timeouts = dialect.timeouts.multiplied(by: timeoutMultiplier)
  }

  func express(_ method: String, _ envelope: Envelope) -> Expression {
    dialect.express(method: method, envelope: envelope, capabilities: capabilities.lastKnown)
  }
}
