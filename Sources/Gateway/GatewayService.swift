import EngineHTTP
public import LighthouseCompatibility
public import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The gateway: callers in front, the exchange driver behind, health and metrics beside.
///
/// Callers, driver and engines share one event loop, so that nothing on the answer's path changes
/// threads; comparisons and the admin listener have another.
public final class GatewayService: Sendable {
  public let metrics: CompatMetrics
  private let configuration: GatewayConfiguration
  private let server: EngineServer
  private let admin: any Channel
  private let driver: NIOLoopBound<ExchangeDriver>
  private let loop: any EventLoop
  private let counts: EngineServerCounts
  private let isDraining: Draining

  /// Whether a stop has begun; shared with the admin listener's pages.
  private final class Draining: Sendable {
    let flag = Atomic<Bool>(false)
  }

  private init(
    configuration: GatewayConfiguration, metrics: CompatMetrics, server: EngineServer,
    admin: any Channel, driver: NIOLoopBound<ExchangeDriver>, loop: any EventLoop,
    counts: EngineServerCounts, isDraining: Draining
  ) {
    self.configuration = configuration
    self.metrics = metrics
    self.server = server
    self.admin = admin
    self.driver = driver
    self.loop = loop
    self.counts = counts
    self.isDraining = isDraining
  }

  /// The port that callers connect to.
  public var port: Int { server.port }

  /// The port of health and metrics.
  public var adminPort: Int { admin.localAddress?.port ?? 0 }

  /// Binds both listeners and begins to serve.
  ///
  /// - Parameters:
  ///   - group: at least two event loops.
  ///   - now: seconds since 1970.
  public static func start(
    _ configuration: GatewayConfiguration, group: any EventLoopGroup,
    logger: Logger = Logger(label: "lighthouse-compat"), now: @escaping @Sendable () -> Double
  ) async throws -> GatewayService {
    let loop = group.next()
    let sideLoop = group.next()
    let metrics = CompatMetrics()
    let counts = EngineServerCounts()
    let draining = Draining()
    let driver = try await loop.submit {
      let driver = try ExchangeDriver(
        config: configuration.compat, loop: loop, comparisonLoop: sideLoop, metrics: metrics,
        logger: logger, now: now)
      driver.start()
      return NIOLoopBound(driver, eventLoop: loop)
    }.get()
    let server = try await EngineServer.start(
      on: loop, host: configuration.host, port: configuration.port, secret: configuration.secret,
      limits: configuration.limits, hosts: configuration.hosts, counts: counts, now: now
    ) { _ in driver.value }
    let state: @Sendable () -> EventLoopFuture<GatewayState> = {
      loop.submit { Self.state(driver.value, configuration, metrics, counts, draining) }
    }
    let admin = try await AdminServer.start(
      on: sideLoop, host: configuration.adminHost, port: configuration.adminPort, state: state)
    return GatewayService(
      configuration: configuration, metrics: metrics, server: server, admin: admin,
      driver: driver, loop: loop, counts: counts, isDraining: draining)
  }

  /// The state at this moment.
  public func state() async throws -> GatewayState {
    try await loop.submit { [driver, configuration, metrics, counts, isDraining] in
      Self.state(driver.value, configuration, metrics, counts, isDraining)
    }.get()
  }

  /// What the compatibility layer is doing, at this moment.
  public func status() async throws -> CompatStatus {
    try await loop.submit { [driver] in driver.value.status }.get()
  }

  /// Lets v5 become the authority again after a freeze: a person has decided.
  public func unfreeze() async throws {
    try await loop.submit { [driver] in driver.value.unfreeze() }.get()
  }

  /// Exchanges of which something, a comparison perhaps, is outstanding.
  public func outstanding() async throws -> Int {
    try await loop.submit { [driver] in driver.value.outstanding }.get()
  }

  /// Enters another mode from the next operation on, or throws a `ModeRefusal`.
  ///
  /// - Parameter patience: how long to wait for v5's lane to drain before v5 is to answer.
  public func change(to mode: MigrationMode, patience: Duration = .seconds(4)) async throws {
    let promise = loop.makePromise(of: Void.self)
    loop.execute { [driver] in
      driver.value.change(to: mode, patience: TimeAmount(patience)) {
        promise.completeWith($0.mapError { $0 as any Error })
      }
    }
    try await promise.futureResult.get()
  }

  /// Takes no more requests, lets those being served end, and closes.
  public func drain() async throws {
    isDraining.flag.store(true, ordering: .relaxed)
    try await server.drain(deadline: .now() + TimeAmount(configuration.drainTime))
    try await admin.close()
  }

  private static func state(
    _ driver: ExchangeDriver, _ configuration: GatewayConfiguration, _ metrics: CompatMetrics,
    _ counts: EngineServerCounts, _ draining: Draining
  ) -> GatewayState {
    let offline = driver.offline
    let sides = Side.allCases.filter { configuration.compat[$0] != nil }.map { side in
      GatewayState.SideState(
        name: side.rawValue, isUp: !offline.contains(side), laneDepth: driver.laneDepth(of: side))
    }
    return GatewayState(
      mode: driver.mode.description, sides: sides, metrics: metrics.snapshot, http: counts,
      isDraining: draining.flag.load(ordering: .relaxed))
  }
}
