import EngineHTTP
import EngineRPC
import LighthouseV4
import LighthouseV5
public import Logging
public import NIOCore

extension ExchangeDriver {
  /// Puts a driver together on its event loop.
  ///
  /// - Parameters:
  ///   - comparisonLoop: where exchanges are compared; another one than `loop`.
  ///   - now: seconds since 1970.
  public convenience init(
    config: CompatConfig, loop: any EventLoop, comparisonLoop: any EventLoop,
    metrics: CompatMetrics, logger: Logger, now: @escaping () -> Double
  ) throws(ModeRefusal) {
    let router = try Router(mode: config.mode, configured: config.configured)
    let links = PerSide { side in
      config[side].map { Self.link(side, $0, config, loop, now) }
    }
    self.init(
      loop: loop, core: ExchangeCore(router: router, laneLimits: config.laneLimits), links: links,
      policy: config.methods, metrics: metrics,
      comparisons: ComparisonQueue(loop: comparisonLoop, metrics: metrics, logger: logger),
      logger: logger)
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
      dialect: dialect, timeoutMultiplier: config.timeoutMultiplier)
  }
}
