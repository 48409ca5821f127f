import EngineHTTP
import EngineRPC
import LighthouseV4
import LighthouseV5
public import Logging
public import NIOCore
public import Tracing

extension ExchangeDriver {
  /// Puts a driver together on its event loop.
  ///
  /// - Parameters:
  ///   - comparisonLoop: where exchanges are compared; another one than `loop`.
  ///   - tracer: gets a span for each operation and each side that it is put to.
  ///   - carried: what a predecessor knew; the mode is the configuration's all the same.
  ///   - now: seconds since 1970.
  public convenience init(
    config: CompatConfig, loop: any EventLoop, comparisonLoop: any EventLoop,
    metrics: CompatMetrics, logger: Logger, tracer: any Tracer = NoOpTracer(),
    carried: CarriedState? = nil, now: @escaping () -> Double
  ) throws(ModeRefusal) {
    let found = carried.flatMap { $0.isTopologyKnown ? Topology(rawValue: $0.topology) : nil }
    let topology = config.topology ?? found ?? config.effectiveTopology
    let router = try Router(
      mode: config.mode, configured: config.configured, policy: config.routing,
      topology: config.configured.count == 2 ? topology : config.effectiveTopology,
      epoch: carried?.epoch ?? 0)
    let links = PerSide { side in
      config[side].map { Self.link(side, $0, config, loop, now) }
    }
    if router.topology == .shared, let v4 = links.v4, let v5 = links.v5 {
      // One engine, one writer: what both dialects say goes over the same connections.
      v5.upstream = v4.upstream
    }
    let sink = DivergenceSink()
    self.init(
      loop: loop, core: ExchangeCore(router: router, laneLimits: config.laneLimits), links: links,
      policy: config.methods, metrics: metrics,
      comparisons: ComparisonQueue(
        loop: comparisonLoop, metrics: metrics, logger: logger,
        sink: NIOLoopBound(sink, eventLoop: loop), experiment: config.experiment,
        observer: config.observer),
      logger: logger, spans: tracer is NoOpTracer ? nil : OperationSpans(tracer))
    core.reportsAll = config.observer != nil
    sink.driver = self
    var settings = EngineKeeper.Settings()
    settings.examines = config.examinesEngines
    topologyProbe = TopologyProbe(
      driver: self,
      isNeeded: config.examinesEngines && config.topology == nil && found == nil
        && router.topology == .separate && config.configured.count == 2)
    keeper = EngineKeeper(driver: self, settings: settings, work: comparisonLoop)
    if let carried { restore(carried) }
  }

  /// Asks both engines what they serve and which chain they are on, before the first caller does.
  public func start() {
    keeper?.start()
  }

  private static func link(
    _ side: Side, _ config: SideConfig, _ compat: CompatConfig, _ loop: any EventLoop,
    _ now: @escaping () -> Double
  ) -> SideLink {
    let mint = JWTMint(secret: config.secret, id: compat.clientID, clv: CompatVersion.current)
    let dialect: any Dialect =
      switch side {
      case .v4: V4Dialect()
      case .v5: V5Dialect()
      }
    return SideLink(
      side: side,
      upstream: EngineUpstream(endpoint: config.endpoint, mint: mint, loop: loop, now: now),
      dialect: dialect, timeoutMultiplier: config.timeoutMultiplier,
      bridge: side == .v5 ? compat.routing.beaconRoot.map { DialectBridge(policy: $0) } : nil)
  }
}
