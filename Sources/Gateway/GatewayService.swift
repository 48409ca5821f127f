import ABTesting
import EngineHTTP
public import LighthouseCompatibility
public import Migration
public import Logging
public import NIOCore
import Observability
import Records
import Tracing

/// The gateway: callers in front, the exchange driver behind, health and the admin interface beside.
///
/// Callers, driver and engines share one event loop, so that nothing on the answer's path changes
/// threads; comparisons and the admin listeners have another.
public final class GatewayService: Sendable {
  public let metrics: CompatMetrics
  private let configuration: GatewayConfiguration
  private let server: EngineServer
  private let admin: AdminServer
  private let control: GatewayControl

  private init(
    configuration: GatewayConfiguration, server: EngineServer, admin: AdminServer,
    control: GatewayControl
  ) {
    self.configuration = configuration
    self.server = server
    self.admin = admin
    self.control = control
    metrics = control.metrics
  }

  /// The port that callers connect to.
  public var port: Int { server.port }

  /// The port of health, metrics and the admin interface.
  public var adminPort: Int { admin.port }

  /// Binds every listener and begins to serve.
  ///
  /// - Parameters:
  ///   - group: at least two event loops.
  ///   - pace: how fast a migration's time goes; nil for the machine's own clocks.
  ///   - handover: what a predecessor left; its sockets are this gateway's from here on.
  ///   - now: seconds since 1970.
  public static func start(
    _ configuration: GatewayConfiguration, group: any EventLoopGroup,
    logger: Logger = Logger(label: "lighthouse-compat"), pace: MigrationPace? = nil,
    from handover: Handover? = nil, now: @escaping @Sendable () -> Double
  ) async throws -> GatewayService {
    let handover = handover?.fitting(configuration)
    let loop = group.next()
    let sideLoop = group.next()
    let telemetry = GatewayMetrics()
    let metrics = CompatMetrics(sink: telemetry.sink)
    let counts = EngineServerCounts()
    let experiment = TrafficExperiment(controller: ABTestController(now: now))
    var compat = configuration.compat
    compat.experiment = experiment
    let feed = SampleFeed()
    let tracer: any Tracer = configuration.logsSpans ? SpanLog(logger) : NoOpTracer()
    let opened = try openState(configuration, &compat, feed, now, logger)
    handover?.letter.apply(to: &compat, of: configuration)
    let driver = try await loop.submit { [compat] in
      let driver = try ExchangeDriver(
        config: compat, loop: loop, comparisonLoop: sideLoop, metrics: metrics,
        logger: logger, tracer: tracer, carried: handover?.letter.driver, now: now)
      driver.start()
      // Also where nothing else in the folder can be read.
      if let folder = configuration.migration?.folder {
        PanicWatch.start(StateFolder(folder), driver: driver, loop: loop, logger: logger)
      }
      return NIOLoopBound(driver, eventLoop: loop)
    }.get()
    let control = GatewayControl(
      driver: driver, loop: loop, sideLoop: sideLoop, configuration: configuration,
      experiment: experiment, metrics: metrics, telemetry: telemetry, counts: counts,
      logger: logger, now: now)
    if let opened, let settings = configuration.migration {
      let host = try await MigrationHost.start(
        settings, opened: opened, control: control, feed: feed,
        pace: pace ?? .real(now), logger: logger)
      control.attach(host)
    }
    control.beginTelling()
    let router = AdminRouter(
      control: control, token: configuration.adminToken,
      hosts: AdminHosts(configuration.adminHosts))
    let admin = try await AdminServer.start(
      on: sideLoop, host: configuration.adminHost, port: configuration.adminPort,
      socket: configuration.adminSocket, router: router,
      sockets: handover?.admin ?? AdminSockets())
    // The last: a caller that it has heard is answered by this gateway and no other.
    let server = try await EngineServer.start(
      on: loop, host: configuration.host, port: configuration.port, secret: configuration.secret,
      limits: configuration.limits, hosts: configuration.hosts, counts: counts,
      sockets: handover?.callers ?? ServerSockets(), now: now
    ) { _ in driver.value }
    return GatewayService(
      configuration: configuration, server: server, admin: admin, control: control)
  }

  /// Opens the migration's state where the configuration names a folder; what cannot be read leaves
  /// the gateway in the mode that is safe.
  private static func openState(
    _ configuration: GatewayConfiguration, _ compat: inout CompatConfig, _ feed: SampleFeed,
    _ now: @Sendable () -> Double, _ logger: Logger
  ) throws -> OpenedState? {
    guard let settings = configuration.migration else { return nil }
    switch try OpenedState.open(
      settings.folder, nowMilliseconds: Int64(now() * 1_000), logger: logger)
    {
    case .opened(let opened):
      compat.observer = feed
      if let mode = opened.firstMode { compat.mode = mode }
      return opened
    case .unreadable(let mode, _):
      compat.mode = mode
      return nil
    }
  }

  /// Runs the migration, where there is one, until it is cancelled.
  public func run() async {
    await control.migration?.run()
  }

  /// The migration as it stands; nil where none runs.
  public var migration: MigrationReport? { control.migration?.report }

  /// Starts the migration, as `lighthouse-compat start --execute` does.
  public func startMigration(who: String) async throws {
    guard let migration = control.migration else { throw MigrationHostError.noMigration }
    _ = try await migration.submit(.start(execute: true, who: who), on: control.sideLoop).get()
  }

  /// Gives the authority to v4 at once, on the answer's own event loop; the migration hears of it
  /// afterwards and ends its attempt.
  ///
  /// - Throws: `ModeRefusal` where v4 cannot answer.
  public func panic(who: String) async throws {
    try await control.change(to: .v4Only, patience: .zero).get()
    guard let migration = control.migration, migration.report.kind.isRunning else { return }
    let command = MigrationCommand.panic(typed: migration.report.name, who: who)
    _ = try await migration.submit(command, on: control.sideLoop).get()
  }

  /// Begins a drill, as `lighthouse-compat drill run` does; the report tells of its end.
  public func beginDrill(who: String) async throws {
    guard let migration = control.migration else { throw MigrationHostError.noMigration }
    _ = try await migration.submit(.drill(who: who), on: control.sideLoop).get()
  }

  /// The state at this moment.
  public func state() async throws -> GatewayState { try await control.state().get() }

  /// What the compatibility layer is doing, at this moment.
  public func status() async throws -> CompatStatus {
    try await control.ask { $0.status }.get()
  }

  /// Lets v5 become the authority again after a freeze: a person has decided.
  public func unfreeze() async throws {
    try await control.ask { $0.unfreeze() }.get()
  }

  /// Exchanges of which something, a comparison perhaps, is outstanding.
  public func outstanding() async throws -> Int {
    try await control.ask { $0.outstanding }.get()
  }

  /// Enters another mode from the next operation on, or throws a `ModeRefusal`.
  ///
  /// - Parameter patience: how long to wait for v5's lane to drain before v5 is to answer.
  public func change(to mode: MigrationMode, patience: Duration = .seconds(4)) async throws {
    try await control.change(to: mode, patience: patience).get()
  }

  /// Takes from a configuration read again what a running gateway can take, or nothing at all.
  ///
  /// Throws `SettingProblems` or a `ModeRefusal`. The log level is the caller's to set.
  public func reload(_ configuration: GatewayConfiguration) async throws -> ReloadReport {
    try await control.reload(configuration).get()
  }

  // MARK: Handing over

  /// How long callers may be kept waiting for a request that is being served.
  private static let callersPatience = TimeAmount.seconds(1)
  /// How long a follower may take to answer what it was asked; it is behind if not.
  private static let followersPatience = TimeAmount.milliseconds(500)
  /// Longer than anything is held back while it is found out whether there are one engine or two.
  private static let probesPatience = TimeAmount.milliseconds(1_500)

  /// Holds still: every caller has its answer, and what it asks next waits in its connection.
  ///
  /// `leave` has to follow. Throws where an engine does not answer in time; the gateway goes on
  /// then.
  public func hold() async throws {
    guard try await server.hold(patience: Self.callersPatience) else {
      try await server.release()
      throw HandoverError.callersWait(
        milliseconds: Int(Self.callersPatience.nanoseconds / 1_000_000))
    }
    try await control.ask { $0.suspend() }.get()
    try await control.wait(
      while: { $0.isHoldingBack }, until: .now() + Self.probesPatience
    ).get()
    try await control.wait(
      while: { $0.isOwedAnswers }, until: .now() + Self.followersPatience
    ).get()
  }

  /// Ends a gateway that holds still, and returns what its successor needs to go on.
  ///
  /// `run` has to have returned.
  public func leave() async throws -> Handover {
    control.beginDraining()
    control.endTelling()
    let (driver, routing) = try await control.leave().get()
    await control.migration?.close()
    return Handover(
      driver: driver, settings: control.settings, routing: routing,
      callers: try await server.leave(), admin: try await admin.leave())
  }

  // MARK: The end

  /// Takes no more requests, lets those being served end, the follower's too, and closes.
  public func drain() async throws {
    control.beginDraining()
    control.endTelling()
    let deadline = NIODeadline.now() + TimeAmount(configuration.drainTime)
    try await server.drain(deadline: deadline)
    try await control.closeDriver(by: deadline).get()
    await control.migration?.close()
    try await admin.close()
  }
}
