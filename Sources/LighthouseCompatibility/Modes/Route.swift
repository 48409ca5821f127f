public import ABTesting

/// What a mode comes to for one operation.
public struct Route: Sendable, Hashable {
  public var authority: Side
  /// Nil where only the authority is asked.
  public var follower: Side?
  /// Whether the two outcomes are compared.
  public var isCompared = false
  /// A side that is asked only when the authority fails.
  public var spare: Side?
  /// Whether the follower's, or the spare's, answer may leave in the authority's place.
  public var fallsBack = false
  /// Whether the authority's verdict waits for the follower's.
  public var isGuarded = false
  /// Whether the requests that both dialects would send are compared: one engine hears one.
  public var comparesRequests = false
  public var reason = EvaluationReason.static

  public init(authority: Side, follower: Side? = nil) {
    self.authority = authority
    self.follower = follower
  }

  func asks(_ side: Side) -> Bool { side == authority || side == follower }
}

/// The one word that routes: mode and share, and how often it has changed.
public struct RouteWord: Sendable, Hashable {
  public var mode: MigrationMode
  public var epoch: UInt64
}

/// Why a mode cannot be entered.
public enum ModeRefusal: Error, Hashable, Sendable {
  case shareOutOfRange(Int)
  case sideNotConfigured(MigrationMode, Side)
  case offline(MigrationMode, Side)
  case behind(MigrationMode, Side, BehindReason)
  case wrongChain(MigrationMode, Side, String)
  case lanesBusy(MigrationMode, Side, waiting: Int)
  case frozen(MigrationMode, String)
  /// Another mode was entered while this one waited for v5's lane.
  case superseded(MigrationMode, by: MigrationMode)
}

extension ModeRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .shareOutOfRange(let share):
      "a canary's share is 0 … 10000 basis points, not \(share)"
    case .sideNotConfigured(let mode, let side):
      "mode \(mode) needs side \(side.rawValue), which is not configured; see \(side.rawValue).url"
    case .offline(let mode, let side):
      "mode \(mode) makes \(side.rawValue) the authority, whose engine does not answer;"
        + " start it and try again"
    case .behind(let mode, let side, let reason):
      "mode \(mode) makes \(side.rawValue) the authority, whose engine is behind"
        + " (\(reason.description)); `status --watch` shows how it catches up"
    case .wrongChain(let mode, let side, let difference):
      "mode \(mode) uses \(side.rawValue), whose engine is on another chain (\(difference))"
    case .lanesBusy(let mode, let side, let waiting):
      "mode \(mode) makes \(side.rawValue) the authority, whose lane still holds \(waiting)"
        + " operations; try again when it has drained"
    case .superseded(let mode, let other):
      "mode \(other) was entered while \(mode) waited for v5's lane; ask for it again"
    case .frozen(let mode, let reason):
      "mode \(mode) makes v5 the authority, which is frozen: \(reason); look into it,"
        + " then `lighthouse-compat mode --unfreeze`"
    }
  }
}
