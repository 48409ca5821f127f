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
  /// Whether connections read nothing new between two requests.
  private(set) var isHeld = false
  let counts: EngineServerCounts
  private var opened = 0
  /// Strangers that wait for their turn, each at most once: until then they ask for no more.
  private var waiting = CircularBuffer<EngineServerHandler>()
  /// By their numbers.
  private(set) var connections: [Int: EngineServerHandler] = [:]
  /// The numbers of those that were strangers when they came, the oldest first.
  private var coming = CircularBuffer<Int>()

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
    connections[opened] = handler
    noteComing(opened)
    return true
  }

  private func noteComing(_ number: Int) {
    // What was closed or proven meanwhile goes by the half, so that a coming costs the same however
    // many there are.
    if coming.count >= 2 * limits.connections {
      coming = CircularBuffer(coming.filter { stranger($0) != nil })
    }
    coming.append(number)
  }

  /// The connection of that number, where it is open and has shown no good token.
  private func stranger(_ number: Int) -> EngineServerHandler? {
    connections[number].flatMap { $0.isProven ? nil : $0 }
  }

  private func evictStranger() -> Bool {
    while let number = coming.popFirst() {
      guard let oldest = stranger(number) else { continue }
      close(oldest)
      counts.connectionsRefused.increment()
      oldest.abort()
      return true
    }
    return false
  }

  func close(_ handler: EngineServerHandler) {
    connections[handler.number] = nil
  }

  // MARK: Strangers

  /// How often one stranger is read of: several at once, or one more often, is what callers feel.
  private static let turn = TimeAmount.milliseconds(10)

  /// Has a stranger wait for its turn whose head comes in pieces: reading each piece as it comes
  /// would let a few hundred of them take the callers' time, a byte each.
  ///
  /// A caller's head comes whole, and once its token was seen it waits for nobody.
  func queue(_ handler: EngineServerHandler, on loop: any EventLoop) {
    waiting.append(handler)
    guard waiting.count == 1 else { return }
    scheduleTurn(loop)
  }

  private func scheduleTurn(_ loop: any EventLoop) {
    loop.assumeIsolated().scheduleTask(in: Self.turn) { [self] in
      waiting.popFirst()?.takeTurn()
      if !waiting.isEmpty { scheduleTurn(loop) }
    }
  }

  // MARK: Handing over

  func hold() {
    isHeld = true
    for handler in connections.values { handler.setReading(false) }
  }

  func release() {
    isHeld = false
    for handler in connections.values { handler.setReading(true) }
  }

  /// Whether every connection is between two requests; a stranger's, which has shown no good token,
  /// may not count.
  func isQuiet(countingStrangers: Bool) -> Bool {
    connections.values.allSatisfy {
      $0.isBetweenRequests || !($0.isProven || countingStrangers)
    }
  }

  /// Closes every connection here; those between two requests stay open in the descriptors that are
  /// returned.
  func leave() -> [CInt] {
    let handlers = connections.sorted { $0.key < $1.key }
    return handlers.compactMap { $0.value.leaveSocket() }
  }
}
