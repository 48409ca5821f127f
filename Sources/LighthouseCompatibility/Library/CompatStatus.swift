public import EngineRPC
import EngineHTTP

/// What the compatibility layer is doing, at one moment.
public struct CompatStatus: Sendable {
  /// One side's engine.
  public struct SideStatus: Sendable {
    public var side: Side
    public var endpoint: String
    public var isOffline: Bool
    /// Why it may not be the authority; nil where it may.
    public var behind: BehindReason?
    /// How its chain differs from the one that is followed.
    public var wrongChain: String?
    /// How far it has been brought level, where it had to be.
    public var catchUp: CatchUpState?
    /// Operations that wait, those handed to the engine, and the bytes of what waits.
    public var laneWaiting: Int
    public var laneInFlight: Int
    public var laneBytes: Int
    /// The head of the last forkchoice that the engine was sent, as text.
    public var head: String?
  }

  public var mode: MigrationMode
  /// How often the mode has changed.
  public var epoch: UInt64
  public var topology: Topology
  /// The side that answers what no rule and no bucket decides otherwise, as things stand now.
  public var authority: Side
  /// The other side, where it gets what the caller asks.
  public var follower: Side?
  /// Why v5 may not become the authority; nil where it may.
  public var freeze: String?
  /// Blocks about which the engines disagree, and their descendants.
  public var contestedBlocks: Int
  public var sides: [SideStatus]
  /// The side whose answer to a forkchoiceUpdated the caller got last.
  public var lastForkchoice: Side?
  /// Who tells the forkchoice, as its token says.
  public var writer: CallerIdentity?
  public var writersRefused: Int
  public var builds: [BuildStatus]
  public var outstanding: Int
  public var policy: RoutingPolicy
  public var events: [EventLog.Entry]
  /// Seconds on the driver's clock.
  public var uptime: Double
}

/// A build that the caller may ask for.
public struct BuildStatus: Sendable {
  public var id: String
  public var minter: Side
  public var ids: [Side: String]
  public var head: String?
  /// In seconds since the caller was given the id.
  public var age: Double
}

extension ExchangeDriver {
  /// The state at this moment; on the event loop only.
  public var status: CompatStatus {
    let now = uptime
    let route = currentRoute
    return CompatStatus(
      mode: mode, epoch: core.router.word.epoch, topology: core.router.topology,
      authority: route.authority, follower: route.follower, freeze: core.freeze,
      contestedBlocks: core.statuses.contestedBlocks.count,
      sides: Side.allCases.compactMap { side in links[side].map { status(of: side, $0) } },
      lastForkchoice: core.lastForkchoice, writer: writers.writer,
      writersRefused: writers.refusals,
      builds: core.builds.all.map { id, build in
        BuildStatus(
          id: id, minter: build.minter, ids: build.ids, head: build.head, age: now - build.minted)
      },
      outstanding: outstanding, policy: core.router.policy, events: events.entries, uptime: now)
  }

  /// The last mismatches with what was asked and answered, newest last.
  public var recentMismatches: [Mismatch] { comparisons.recentMismatches }

  /// The route of a newPayload of no block in particular.
  private var currentRoute: Route {
    explain(method: "engine_newPayloadV2", block: nil)
  }

  /// The route that an operation would take now, with the reason; nothing is sent.
  ///
  /// - Parameter block: the block that it is about, as text.
  public func explain(method: String, block: String?) -> Route {
    core.explain(Operation(method: method, block: block))
  }

  private func status(of side: Side, _ link: SideLink) -> CompatStatus.SideStatus {
    let (standing, lane) = (core.standings[side], core.lane(of: side))
    return CompatStatus.SideStatus(
      side: side, endpoint: "\(link.upstream.endpoint)", isOffline: standing.isOffline,
      behind: standing.behind, wrongChain: standing.wrongChain, catchUp: keeper?.catchUps[side],
      laneWaiting: lane.depth, laneInFlight: lane.inFlight.count, laneBytes: lane.bytes,
      head: link.lastForkchoice?.envelope[.headBlockHash])
  }
}
