/// What a server refused before any engine saw it.
public final class EngineServerCounts: Sendable {
  public let requests = Counter()
  public let unauthorized = Counter()
  /// Refusals by an HTTP status other than 401.
  public let httpRefusals = Counter()
  /// Bodies that were no acceptable JSON-RPC.
  public let malformed = Counter()
  public let connectionsRefused = Counter()

  public init() {}
}
