import Synchronization

/// What a server refused before any engine saw it.
public final class EngineServerCounts: Sendable {
  public let requests = Counter()
  public let unauthorized = Counter()
  /// Refusals by an HTTP status other than 401.
  public let httpRefusals = Counter()
  /// Bodies that were no acceptable JSON-RPC.
  public let malformed = Counter()
  public let connectionsRefused = Counter()

  private let callerAhead = Atomic<Int>(0)

  public init() {}

  /// How far the last caller's clock was ahead of this one, as its token told, in milliseconds.
  public var callerAheadMilliseconds: Int { callerAhead.load(ordering: .relaxed) }

  func note(callerAhead seconds: Double) {
    callerAhead.store(Int(seconds * 1_000), ordering: .relaxed)
  }
}
