import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import Gateway
import LighthouseCompatibility
import Logging
import NIOCore
import NIOPosix

/// A gateway in parallel mode in front of two embedded engines, and a caller's connection.
struct DemoChain: DemoRun {
  let gateway: GatewayService
  let engines: DemoEngines
  private let caller: RawClient
  private var driver: SlotDriver

  /// - Parameters:
  ///   - faults: what may go wrong with v5; nil where nothing does.
  ///   - pace: how fast a migration's time goes; nil where none runs.
  ///   - admin: the port of health, metrics and the admin interface, 0 for any; and its token's file.
  static func start(
    _ group: MultiThreadedEventLoopGroup, faults: DemoFaultSwitch? = nil,
    pace: MigrationPace? = nil, admin: (port: Int, token: String?) = (0, nil)
  ) async throws -> DemoChain {
    let engines = try await DemoEngines.start(group, faults: faults)
    let migration =
      pace == nil
      ? ""
      : """

      builds: {crossCheck: true}
      state: {folder: \(engines.folder.appending(path: "state").path)}
      """
    let callers = DemoSecret(folder: engines.folder, name: "callers")
    try callers.write()
    let configuration = try GatewayConfiguration(
      yaml: """
        listen: {port: 0, jwtSecret: \(callers.path)}
        admin: {port: \(admin.port)\(admin.token.map { ", token: \"\($0)\"" } ?? "")}
        mode: parallel
        v4: {url: "\(engines.endpoint(.v4))", jwtSecret: \(engines.secrets.v4.path)}
        v5: {url: "\(engines.endpoint(.v5))", jwtSecret: \(engines.secrets.v5.path)}\(migration)
        """, environment: [:])
    var logger = Logger(label: "lighthouse-compat") { StreamLogHandler.standardError(label: $0) }
    // A migration tells what it does on standard output.
    logger.logLevel = pace == nil ? .warning : .critical
    let gateway = try await GatewayService.start(
      configuration, group: group, logger: logger, pace: pace, now: WallClock.now)
    var options = SlotDriverOptions()
    options.dialect = .v4
    let genesis = engines.genesis
    return DemoChain(
      gateway: gateway, engines: engines,
      caller: try await DemoEngines.client(gateway.port, callers, group),
      driver: SlotDriver(
        genesisHash: genesis.blockHash, genesisTimestamp: genesis.blockTimestamp,
        forks: genesis.forks, options: options))
  }

  var headline: String {
    "two embedded engines, gateway in parallel mode, health and metrics on"
      + " http://127.0.0.1:\(gateway.adminPort)"
  }

  var metrics: CompatMetrics.Snapshot { gateway.metrics.snapshot }
  var counts: SlotCounts { driver.counts }
  var misses: [MissedSlot] { driver.misses }
  var headHash: Hash32 { driver.headHash }
  var outstanding: Int { get async throws { try await gateway.outstanding() } }

  mutating func runSlot() async {
    var request = driver.startSlot()
    while true {
      let body = RPCRequest.body(method: request.method, params: request.params)
      switch await caller.send(body, id: RPCRequest.id, timeout: .seconds(10)) {
      case .failure(let failure):
        _ = driver.abandonSlot(failure.description)
        return
      case .success(let answer):
        guard case .request(let following)? = driver.received(Self.read(answer)) else { return }
        request = following
      }
    }
  }

  func stop() async throws {
    try await gateway.drain()
    try await engines.stop()
  }

  private static func read(_ answer: UpstreamAnswer) -> Result<JSONValue, EngineError> {
    let envelope = answer.envelope
    if let range = envelope.errorRange, envelope.errorKind == .object {
      let error = try? EngineError(json: answer.body[range].bytes)
      return .failure(error ?? EngineError(.internalError, detail: "unreadable error"))
    }
    let value = envelope.resultRange.flatMap { try? JSONValue(parsing: answer.body[$0].bytes) }
    return .success(value ?? .null)
  }
}
