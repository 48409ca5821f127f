import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import LighthouseCompatibility
import NIOCore
import NIOPosix
import NodeIntegration
import TestKit

/// Two embedded engines over loopback, and nodes on top of the compatibility layer.
struct NodeHarness {
  let group: MultiThreadedEventLoopGroup
  let genesis: Genesis
  let controls: PerSide<EngineControl>
  private let endpoints: PerSide<UpstreamEndpoint>
  private static let key = [UInt8](repeating: 3, count: 32)

  static func run<Value>(
    _ fixture: String = "geth-shanghai", _ body: (NodeHarness) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let genesis = try Genesis(json: Array(try Fixture("genesis/\(fixture).json").data()))
    let controls = PerSide { _ in EngineControl() }
    var servers: [EngineServer] = []
    for side in Side.allCases {
      var options = DevEngineOptions()
      options.extraData = Array(side.rawValue.utf8)
      let engine = try DevEngine(genesis: genesis, options: options)
      let control = controls[side]
      servers.append(
        try await EngineServer.start(
          on: group.next(), host: "127.0.0.1", port: 0, secret: JWTSecret(bytes: key),
          now: { Date().timeIntervalSince1970 }
        ) { WatchedEngine(engine, control, $0) })
    }
    let harness = NodeHarness(
      group: group, genesis: genesis, controls: controls,
      endpoints: PerSide(
        v4: UpstreamEndpoint(host: "127.0.0.1", port: servers[0].port),
        v5: UpstreamEndpoint(host: "127.0.0.1", port: servers[1].port)))
    let result: Result<Value, any Error>
    do { result = .success(try await body(harness)) } catch { result = .failure(error) }
    for server in servers { try await server.drain(deadline: .now()) }
    try await group.shutdownGracefully()
    return try result.get()
  }

  /// - Parameters:
  ///   - timeoutMultiplier: of Lighthouse's time-outs.
  ///   - sides: those that are configured.
  ///   - examinesEngines: whether a side that is behind is brought level.
  func node(
    _ mode: MigrationMode = .v4Only, configuration: NodeConfiguration? = nil,
    timeoutMultiplier: Double = 3, routing: RoutingPolicy = RoutingPolicy(),
    sides: Set<Side> = [.v4, .v5], examinesEngines: Bool = true
  ) async throws -> EngineActor {
    let secret = try JWTSecret(bytes: Self.key)
    func side(_ side: Side) -> SideConfig? {
      guard sides.contains(side) else { return nil }
      return SideConfig(
        endpoint: endpoints[side], secret: secret, timeoutMultiplier: timeoutMultiplier)
    }
    let compat = try await LighthouseCompat(
      config: CompatConfig(
        v4: side(.v4), v5: side(.v5), mode: mode, routing: routing, topology: .separate,
        examinesEngines: examinesEngines),
      group: group, logger: .silent, now: { Date().timeIntervalSince1970 })
    return EngineActor(compat: compat, configuration: configuration ?? self.configuration)
  }

  var configuration: NodeConfiguration {
    var configuration = NodeConfiguration()
    configuration.forks = genesis.forks
    configuration.prevRandao = { Keccak256.hash([7]) }
    configuration.patience = .seconds(60)
    return configuration
  }

  /// The timestamp of a slot.
  func time(_ slot: UInt64) -> UInt64 { genesis.blockTimestamp + slot * 12 }

  /// Builds and commits one block a slot on a node's head, from the slot on.
  func extend(
    _ node: EngineActor, slots: ClosedRange<UInt64>
  ) async throws -> [BuiltBlock] {
    var blocks: [BuiltBlock] = []
    for slot in slots {
      let block = try await node.buildBlock(timestamp: time(slot))
      let outcome = try await node.commitBlock(block)
      guard outcome == .head(block.hash) else { throw HarnessError.notHead(outcome) }
      blocks.append(block)
    }
    return blocks
  }

  func settle(_ node: EngineActor) async throws {
    while try await node.compat.outstanding > 0 { await Task.yield() }
  }
}

enum HarnessError: Error {
  case notHead(CommitOutcome)
}
