import ABTesting
import EngineHTTP
import LighthouseCompatibility
import Logging
import NIOCore
import Synchronization

/// What the admin interface and the service ask of the driver and tell it: each in one hop to its
/// event loop.
final class GatewayControl: Sendable {
  let metrics: CompatMetrics
  /// What a scrape shows.
  let telemetry: GatewayMetrics
  /// What open pages are told.
  let pages = PageFeed()
  let counts: EngineServerCounts
  let methods: MethodPolicy
  /// The A/B tests that run on the traffic.
  let experiment: TrafficExperiment
  /// Seconds since 1970.
  let now: @Sendable () -> Double
  private let driver: NIOLoopBound<ExchangeDriver>
  private let loop: any EventLoop
  /// Where answers are put together, away from the callers' loop.
  let sideLoop: any EventLoop
  private let logger: Logger
  private let attached = Mutex<MigrationHost?>(nil)
  private let telling = Mutex<RepeatedTask?>(nil)
  private let turns = Atomic(0)
  private let isDraining = Atomic<Bool>(false)
  /// What the configuration file said when it was read last.
  private let fileTexts: Mutex<[String: String]>

  init(
    driver: NIOLoopBound<ExchangeDriver>, loop: any EventLoop, sideLoop: any EventLoop,
    configuration: GatewayConfiguration, experiment: TrafficExperiment, metrics: CompatMetrics,
    telemetry: GatewayMetrics, counts: EngineServerCounts, logger: Logger,
    now: @escaping @Sendable () -> Double
  ) {
    self.experiment = experiment
    self.now = now
    self.driver = driver
    self.loop = loop
    self.sideLoop = sideLoop
    self.metrics = metrics
    self.telemetry = telemetry
    self.counts = counts
    self.logger = logger
    methods = configuration.compat.methods
    fileTexts = Mutex(configuration.texts)
  }

  /// The migration that runs beside the gateway; nil where none does.
  var migration: MigrationHost? { attached.withLock { $0 } }

  /// The migration needs the route to start with, so it comes after it.
  func attach(_ migration: MigrationHost) {
    attached.withLock { $0 = migration }
  }

  func beginDraining() {
    isDraining.store(true, ordering: .relaxed)
  }

  func ask<Value: Sendable>(
    _ body: @escaping @Sendable (ExchangeDriver) throws -> Value
  ) -> EventLoopFuture<Value> {
    loop.submit { [driver] in try body(driver.value) }.hop(to: sideLoop)
  }

  func state() -> EventLoopFuture<GatewayState> {
    ask { [metrics, counts, self] driver in
      GatewayState(
        status: driver.status, mismatches: driver.recentMismatches, metrics: metrics.snapshot,
        http: counts, isDraining: isDraining.load(ordering: .relaxed),
        migration: migration?.report, migrationSpeed: migration?.speed ?? 1)
    }
  }

  /// Fails with a `ModeRefusal`.
  func change(to mode: MigrationMode, patience: Duration) -> EventLoopFuture<Void> {
    let promise = loop.makePromise(of: Void.self)
    loop.execute { [driver] in
      driver.value.change(to: mode, patience: TimeAmount(patience)) {
        promise.completeWith($0.mapError { $0 as any Error })
      }
    }
    return promise.futureResult.hop(to: sideLoop)
  }

  /// Closes the way to the engines once nothing is outstanding any more, or at the deadline.
  func closeDriver(by deadline: NIODeadline) -> EventLoopFuture<Void> {
    wait(while: { $0.outstanding > 0 }, until: deadline).flatMap { self.ask { $0.close() } }
  }

  /// Waits as long as something holds, and at most for the deadline.
  func wait(
    while holds: @escaping @Sendable (ExchangeDriver) -> Bool, until deadline: NIODeadline
  ) -> EventLoopFuture<Void> {
    let over = loop.makePromise(of: Void.self)
    loop.execute { [self] in look(holds, deadline, over) }
    return over.futureResult
  }

  private func look(
    _ holds: @escaping @Sendable (ExchangeDriver) -> Bool, _ deadline: NIODeadline,
    _ over: EventLoopPromise<Void>
  ) {
    guard holds(driver.value), NIODeadline.now() < deadline else { return over.succeed() }
    loop.assumeIsolated().scheduleTask(in: .milliseconds(2)) { [self] in
      look(holds, deadline, over)
    }
  }

  // MARK: Handing over

  /// Ends the driver and tells what a successor has to know.
  func leave() -> EventLoopFuture<(CarriedState, routing: [String: String])> {
    ask { driver in
      let (state, policy) = (driver.carriedState, driver.routingPolicy)
      driver.close()
      let texts = RoutingSetting.all.map { ($0.path, $0.text(policy)) }
      return (state, Dictionary(uniqueKeysWithValues: texts))
    }
  }

  /// What the configuration file said when it was read last, by key.
  var settings: [String: String] { fileTexts.withLock { $0 } }

  // MARK: Metrics

  /// Tells the metrics once a second what they cannot hear by themselves, and open pages twice.
  func beginTelling() {
    let task = sideLoop.scheduleRepeatedAsyncTask(
      initialDelay: .zero, delay: .milliseconds(500)
    ) { [self] _ in
      let isWhole = turns.add(1, ordering: .relaxed).newValue % 2 == 1
      return isWhole ? tellMetrics() : tellPages()
    }
    telling.withLock { $0 = task }
  }

  private func tellPages() -> EventLoopFuture<Void> {
    guard pages.hasPages else { return sideLoop.makeSucceededVoidFuture() }
    return state().map { [pages] in pages.tell($0) }
  }

  private func tellMetrics() -> EventLoopFuture<Void> {
    state().map { [telemetry, experiment, self] state in
      pages.note(state, at: now())
      pages.tell(state)
      telemetry.tell(state, tickedAt: migration?.tickedAt)
      let controller = experiment.controller
      telemetry.tell(controller.tests.compactMap { try? controller.results($0.name) })
    }
  }

  func endTelling() {
    telling.withLock { $0 }?.cancel()
    pages.end()
  }

  // MARK: Settings

  /// Sets flags, all or none.
  ///
  /// Fails with `SettingProblems`.
  func set(_ flags: [String: String]) -> EventLoopFuture<[SettingChange]> {
    ask { [logger] driver in
      let before = driver.routingPolicy
      let after = try RoutingChange.applying(flags, to: before, driver.status)
      driver.routingPolicy = after
      let changes = RoutingChange.differences(before, after)
      for change in changes { logger.notice("flag set", metadata: ["flag": "\(change)"]) }
      return changes
    }
  }

  /// Takes from a configuration read again what a running gateway can take, or nothing.
  ///
  /// Only keys whose value has changed since the file was read last are touched: what was set at
  /// run time stays otherwise. Fails with `SettingProblems` or a `ModeRefusal`.
  func reload(_ configuration: GatewayConfiguration) -> EventLoopFuture<ReloadReport> {
    ask { [self] driver in
      let before = fileTexts.withLock { $0 }
      let changed = ConfigurationKey.all.filter {
        before[$0.path] != configuration.texts[$0.path]
      }
      let taken = changed.filter { $0.change != .restart }
      var report = ReloadReport(
        changes: [], needsRestart: changed.filter { $0.change == .restart }.map(\.path))
      let policy = driver.routingPolicy
      let new = try RoutingChange.copying(
        Set(taken.map(\.path)), from: configuration.compat.routing, to: policy, driver.status)
      let mode = driver.mode
      if taken.contains(where: { $0.path == "mode" }) {
        // The one step that can be refused comes first: behind it nothing fails.
        try driver.change(to: configuration.compat.mode)
      }
      driver.routingPolicy = new
      if driver.mode != mode {
        report.changes.append(
          SettingChange(path: "mode", before: "\(mode)", after: "\(driver.mode)"))
      }
      report.changes += RoutingChange.differences(policy, new)
      if before["log.level"] != configuration.texts["log.level"] {
        report.changes.append(
          SettingChange(
            path: "log.level", before: before["log.level"] ?? "",
            after: configuration.texts["log.level"] ?? ""))
      }
      // What needs a restart keeps being told until there was one.
      fileTexts.withLock { texts in
        for key in taken { texts[key.path] = configuration.texts[key.path] }
      }
      return report
    }
  }
}
