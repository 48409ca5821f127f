import ABTesting

/// Which side answers an operation and which follows.
///
/// One word decides, read once for each operation; what is known of the sides only takes an unfit
/// authority's place.
public struct Router: Sendable {
  /// What is known besides the mode when an operation comes.
  public struct Circumstances: Sendable {
    /// The engine that minted the build that is asked for.
    public var minter: Side?
    /// The side whose answer to a forkchoiceUpdated the caller got last.
    public var lastForkchoice: Side?
    /// How each side's engine stands.
    public var standings = PerSide { _ in Standing() }

    public init() {}
  }

  public let configured: Set<Side>
  public private(set) var word: RouteWord
  public var policy: RoutingPolicy {
    didSet { assignment = policy.assignment }
  }
  private var assignment: Assignment?
  public var topology: Topology
  private var reads = 0

  /// Starts in a mode, or says why it cannot.
  ///
  /// - Parameter epoch: how often the mode has changed already.
  public init(
    mode: MigrationMode, configured: Set<Side>, policy: RoutingPolicy = RoutingPolicy(),
    topology: Topology = .separate, epoch: UInt64 = 0
  ) throws(ModeRefusal) {
    try Self.check(mode, configured)
    word = RouteWord(mode: mode, epoch: epoch)
    self.configured = configured
    self.policy = policy
    assignment = policy.assignment
    self.topology = topology
  }

  public var mode: MigrationMode { word.mode }

  /// Enters another mode from the next operation on, or says why the configuration forbids it.
  public mutating func change(to mode: MigrationMode) throws(ModeRefusal) {
    try Self.check(mode, configured)
    word = RouteWord(mode: mode, epoch: word.epoch + 1)
  }

  private static func check(
    _ mode: MigrationMode, _ configured: Set<Side>
  ) throws(ModeRefusal) {
    if case .canary(let share) = mode, !(0...10_000).contains(share) {
      throw .shareOutOfRange(share)
    }
    for side in mode.sides where !configured.contains(side) {
      throw .sideNotConfigured(mode, side)
    }
  }

  // MARK: Routes

  /// The route of an operation that comes now.
  public mutating func route(of operation: Operation, _ now: Circumstances) -> Route {
    var route = Route(authority: .v4)
    (route.authority, route.reason) = authority(of: operation, now)
    if topology == .shared {
      route.comparesRequests = mode.isTwoSided
      return route
    }
    let other = route.authority.other
    guard mode.isTwoSided else {
      // The other side is kept warm, or still holds the build that is asked for.
      if policy.standby, configured.contains(other), operation.mustArrive { route.follower = other }
      return route
    }
    if follows(operation) { route.follower = other } else { route.spare = spare(for: route) }
    route.isCompared = route.follower != nil
    route.fallsBack = fallsBack(route, operation)
    if !route.fallsBack { route.spare = nil }
    route.isGuarded =
      policy.guardsAgreement && route.authority == .v5 && operation.kind == .newPayload
    return route
  }

  private func authority(
    of operation: Operation, _ now: Circumstances
  ) -> (Side, EvaluationReason) {
    // A build is hard-pinned, whatever the mode has become meanwhile.
    if operation.kind == .getPayload, let minter = now.minter, configured.contains(minter) {
      return (minter, .targetingMatch)
    }
    var (side, reason) = choice(of: operation, now)
    if mode.isTwoSided, topology == .separate, side == .v5,
      now.standings.v4.answersInPlace(of: now.standings.v5)
    {
      (side, reason) = (.v4, .disabled)
    } else if reason == .split, side == .v4, topology == .separate,
      now.standings.v4.hasMissed, now.standings.v5.isFit
    {
      // What v4 lacks the caller was told by v5, whose answers a canary lets leave.
      (side, reason) = (.v5, .disabled)
    }
    return (side, reason)
  }

  private func choice(of operation: Operation, _ now: Circumstances) -> (Side, EvaluationReason) {
    guard mode.isTwoSided else { return (mode.home, .static) }
    if let flag = operation.flag, let side = policy.versions[flag] {
      return (side, .targetingMatch)
    }
    if operation.isRead, let side = now.lastForkchoice { return (side, .targetingMatch) }
    guard case .canary(let share) = mode else { return (mode.home, .static) }
    return split(share, operation)
  }

  private func split(_ share: Int, _ operation: Operation) -> (Side, EvaluationReason) {
    if share == 0 { return (.v4, .static) }
    if share == 10_000 { return (.v5, .static) }
    let unit: String? =
      switch policy.stickyUnit {
      case .block: operation.block
      case .node(let name): name
      }
    guard let unit else { return (.v4, .static) }
    guard let assignment, let isV5 = try? assignment.isV5(unit, basisPoints: share) else {
      return (.v4, .error)
    }
    return (isV5 ? .v5 : .v4, .split)
  }

  /// Whether the follower gets an operation at once.
  private mutating func follows(_ operation: Operation) -> Bool {
    guard operation.isRead, operation.kind == .read, mode != .parallel else { return true }
    reads += 1
    return policy.readSampling > 0 && reads % policy.readSampling == 0
  }

  private func spare(for route: Route) -> Side? {
    route.authority == .v5 ? .v4 : nil
  }

  /// v4 failing as authority is an error to the caller, as Lighthouse itself would see it; only a
  /// build that v4 minted may be replaced while v5 is the authority.
  private func fallsBack(_ route: Route, _ operation: Operation) -> Bool {
    route.authority == .v5 || (operation.kind == .getPayload && mode.home == .v5)
  }
}
