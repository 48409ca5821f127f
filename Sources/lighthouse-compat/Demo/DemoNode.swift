import DevChain
import EthereumPrimitives
import LighthouseCompatibility
import Logging
import NIOCore
import NIOPosix
import NodeIntegration

/// A node that embeds the library: its `EngineActor` in parallel mode on two embedded engines.
struct DemoNode: DemoRun {
  let engines: DemoEngines
  private let compat: LighthouseCompat
  private var runner: SlotRunner

  static func start(_ group: MultiThreadedEventLoopGroup) async throws -> DemoNode {
    let engines = try await DemoEngines.start(group)
    let sides = try PerSide { side in
      SideConfig(
        endpoint: engines.endpoint(side), secret: try engines.secrets[side].secret(),
        timeoutMultiplier: 3)
    }
    var logger = Logger(label: "lighthouse-compat") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    let compat = try await LighthouseCompat(
      config: CompatConfig(v4: sides.v4, v5: sides.v5, mode: .parallel), group: group,
      logger: logger, now: WallClock.now)
    let genesis = engines.genesis
    var configuration = NodeConfiguration()
    configuration.forks = genesis.forks
    return DemoNode(
      engines: engines, compat: compat,
      runner: SlotRunner(
        node: EngineActor(compat: compat, configuration: configuration),
        genesisHash: genesis.blockHash, genesisTimestamp: genesis.blockTimestamp,
        forks: genesis.forks))
  }

  var headline: String { "two embedded engines, a node's EngineActor in parallel mode" }
  var metrics: CompatMetrics.Snapshot { compat.metrics.snapshot }
  var counts: SlotCounts { runner.counts }
  var misses: [MissedSlot] { runner.misses }
  var headHash: Hash32 { runner.headHash }
  var outstanding: Int { get async throws { try await compat.outstanding } }

  mutating func runSlot() async { _ = await runner.runSlot() }

  func stop() async throws {
    try await compat.close()
    try await engines.stop()
  }
}
