/// What a migration moves: the gateway's route, or a simulated one.
public protocol RouteControl: Sendable {
  /// Enters a mode: toward v4 with one store and at once, toward v5 once v5's lane is empty.
  ///
  /// - Throws: `RouteRefusal`; nothing has changed then.
  func enter(_ mode: PlannedMode, isTowardV5: Bool) async throws(RouteRefusal)

  /// Assigns units anew: an attempt has a salt of its own.
  func beginAttempt(_ attempt: Int, of migration: String) async

  /// Lets v5 become the authority again, where a divergence had frozen the route.
  func unfreeze() async

  /// How the route and both sides stand now.
  func condition() async -> RouteCondition
}

/// Why a mode could not be entered, in the router's words.
public struct RouteRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let reason: String

  public init(_ reason: String) { self.reason = reason }

  public var description: String { reason }
}

/// How the route and both sides stand at a moment.
public struct RouteCondition: Hashable, Sendable {
  public struct SideCondition: Hashable, Sendable {
    /// Why the side could not be the authority now; nil where it could.
    public var unfit: String?
    /// The operations that wait for its engine.
    public var waiting: Int

    public init(unfit: String? = nil, waiting: Int = 0) {
      self.unfit = unfit
      self.waiting = waiting
    }
  }

  /// The mode in force, by the router's name.
  public var mode: String
  public var v4: SideCondition
  public var v5: SideCondition
  /// Why v5 may not become the authority; nil where it may.
  public var freeze: String?
  /// Why the chain is past what v4 can express; nil where it is not.
  public var pastHorizon: String?
  /// Whether both sides are one engine, so that its failures say nothing about v5.
  public var isShared: Bool

  public init(
    mode: String, v4: SideCondition = SideCondition(), v5: SideCondition = SideCondition(),
    freeze: String? = nil, pastHorizon: String? = nil, isShared: Bool = false
  ) {
    self.mode = mode
    self.v4 = v4
    self.v5 = v5
    self.freeze = freeze
    self.pastHorizon = pastHorizon
    self.isShared = isShared
  }
}
