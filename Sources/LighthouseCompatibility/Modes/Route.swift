/// What a mode comes to for one operation.
public struct Route: Sendable, Hashable {
  public var authority: Side
  /// Nil where only the authority is asked.
  public var follower: Side?
}

/// Which modes can be entered with the sides that there are.
public struct Router: Sendable {
  public let configured: Set<Side>
  public private(set) var mode: MigrationMode
  private var current: Route

  /// Starts in a mode, or says why it cannot.
  public init(mode: MigrationMode, configured: Set<Side>) throws(ModeRefusal) {
    current = try Self.route(for: mode, configured: configured)
    self.mode = mode
    self.configured = configured
  }

  /// The route of the next operation.
  public var route: Route { current }

  /// Enters another mode from the next operation on, or says why it cannot.
  public mutating func change(to mode: MigrationMode) throws(ModeRefusal) {
    current = try Self.route(for: mode, configured: configured)
    self.mode = mode
  }

  private static func route(
    for mode: MigrationMode, configured: Set<Side>
  ) throws(ModeRefusal) -> Route {
    let route: Route =
      switch mode {
      case .v4Only: Route(authority: .v4)
      case .v5Only: Route(authority: .v5)
      case .parallel: Route(authority: .v4, follower: .v5)
      case .v4Primary, .v5Primary, .canary: throw .notSupported(mode)
      }
    for side in [route.authority, route.follower].compactMap({ $0 })
    where !configured.contains(side) {
      throw .sideNotConfigured(mode, side)
    }
    return route
  }
}

/// Why a mode cannot be entered.
public enum ModeRefusal: Error, Hashable, Sendable {
  case sideNotConfigured(MigrationMode, Side)
  case notSupported(MigrationMode)
}

extension ModeRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sideNotConfigured(let mode, let side):
      "mode \(mode) needs side \(side.rawValue), which is not configured"
    case .notSupported(let mode):
      "mode \(mode) cannot be entered in this version: use v4Only, v5Only or parallel"
    }
  }
}
