import EngineHTTP
import EngineRPC
import NIOCore

/// One side as the driver knows it: its connections, its dialect, and what was said to it last.
final class SideLink {
  let side: Side
  /// Where both sides share an engine they share its connections.
  var upstream: EngineUpstream
  let dialect: any Dialect
  let timeouts: DialectTimeouts
  /// For callers that speak v4's dialect past Cancun; only v5 has words to translate into.
  let bridge: DialectBridge?
  var capabilities = CapabilityCache()
  /// The chain that its engine is on, once it was asked.
  var identity: ChainIdentity?
  /// The last forkchoiceUpdated that was sent to the engine.
  var lastForkchoice: EngineCall?
  /// Whether the engine failed since, so that it hears the forkchoice again before a payload.
  var owesForkchoice = false

  init(
    side: Side, upstream: EngineUpstream, dialect: any Dialect, timeoutMultiplier: Double,
    bridge: DialectBridge? = nil
  ) {
    self.side = side
    self.upstream = upstream
    self.dialect = dialect
    self.bridge = bridge
    timeouts = dialect.timeouts.multiplied(by: timeoutMultiplier)
    confirmation = Confirmation.timeout(multiplied: timeoutMultiplier)
  }

  func express(_ method: String, _ envelope: Envelope) -> Expression {
    dialect.express(method: method, envelope: envelope, capabilities: capabilities.lastKnown)
  }

  /// A call of the driver's own, as this side's dialect says it.
  func request(_ call: EngineCall) -> OutgoingRequest {
    OutgoingRequest(
      call, express(call.method, call.envelope),
      answerLimit: AnswerLimits.limit(of: call.method, from: .follower))
  }

  /// How long it may think about an operation that it is asked a second time.
  let confirmation: TimeAmount

  func timeout(of method: String) -> TimeAmount { TimeAmount(timeouts.timeout(of: method)) }
}

/// What tells one chain from another.
struct ChainIdentity: Sendable, Hashable {
  var chainID: String
  var genesis: String
}
