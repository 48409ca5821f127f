import ABTesting
import EngineHTTP
public import LighthouseCompatibility
public import Logging
public import NIOCore

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
  ///   - now: seconds since 1970.
  public static func start(
    _ configuration: GatewayConfiguration, group: any EventLoopGroup,
    logger: Logger = Logger(label: "lighthouse-compat"), now: @escaping @Sendable () -> Double
  ) async throws -> GatewayService {
    let loop = group.next()
    let sideLoop = group.next()
    let metrics = CompatMetrics()
    let counts = EngineServerCounts()
    let experiment = TrafficExperiment(controller: ABTestController(now: now))
    var compat = configuration.compat
    compat.experiment = experiment
    let driver = try await loop.submit { [compat] in
      let driver = try ExchangeDriver(
        config: compat, loop: loop, comparisonLoop: sideLoop, metrics: metrics,
        logger: logger, now: now)
      driver.start()
      return NIOLoopBound(driver, eventLoop: loop)
    }.get()
    let server = try await EngineServer.start(
      on: loop, host: configuration.host, port: configuration.port, secret: configuration.secret,
      limits: configuration.limits, hosts: configuration.hosts, counts: counts, now: now
    ) { _ in driver.value }
    let control = GatewayControl(
      driver: driver, loop: loop, sideLoop: sideLoop, configuration: configuration,
      experiment: experiment, metrics: metrics, counts: counts, logger: logger, now: now)
    let router = AdminRouter(
      control: control, token: configuration.adminToken,
      hosts: AdminHosts(configuration.adminHosts))
    let admin = try await AdminServer.start(
      on: sideLoop, host: configuration.adminHost, port: configuration.adminPort,
      socket: configuration.adminSocket, router: router)
    return GatewayService(
      configuration: configuration, server: server, admin: admin, control: control)
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

  /// Takes no more requests, lets those being served end, and closes.
  public func drain() async throws {
    control.beginDraining()
    try await server.drain(deadline: .now() + TimeAmount(configuration.drainTime))
    try await admin.close()
  }
}
