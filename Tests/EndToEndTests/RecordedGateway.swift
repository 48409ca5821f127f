import Chronicle
import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import Foundation
import Gateway
import LighthouseCompatibility
import NIOCore
import NIOPosix
import TestKit

/// Embedded engines whose calls are written down, the gateway in front of them, and a caller.
final class RecordedGateway: Sendable {
  private static let key = [UInt8](repeating: 7, count: 32)

  let genesis: Genesis
  let gateway: GatewayService
  let engineLogs: [String: LiveLog]
  let callerLog = CallerLog()
  private let caller: NIOLoopBound<EngineUpstream>
  private let engines: [EngineServer]
  private let group: MultiThreadedEventLoopGroup

  private init(
    genesis: Genesis, gateway: GatewayService, engineLogs: [String: LiveLog],
    engines: [EngineServer], group: MultiThreadedEventLoopGroup
  ) async throws {
    self.genesis = genesis
    self.gateway = gateway
    self.engineLogs = engineLogs
    self.engines = engines
    self.group = group
    let loop = group.next()
    caller = try await loop.submit { [port = gateway.port] in
      NIOLoopBound(
        EngineUpstream(
          endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port),
          mint: JWTMint(secret: try JWTSecret(bytes: Self.key)), loop: loop,
          now: { Date().timeIntervalSince1970 }), eventLoop: loop)
    }.get()
  }

  /// Starts one engine for each name, the gateway, runs the test, and ends everything.
  ///
  /// - Parameter engines: ["v4", "v5"], or one name where both sides share an engine.
  static func run(
    engines names: [String], _ configure: (inout CompatConfig) -> Void,
    _ body: (RecordedGateway) async throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let genesis = try Genesis(
      json: Array(Fixture("genesis/geth-shanghai.json").data()))
    var logs: [String: LiveLog] = [:]
    var servers: [EngineServer] = []
    for name in names {
      let log = LiveLog()
      var options = DevEngineOptions()
      options.extraData = Array(name.utf8)
      let engine = try DevEngine(genesis: genesis, options: options)
      logs[name] = log
      servers.append(
        try await EngineServer.start(
          on: group.next(), host: "127.0.0.1", port: 0, secret: JWTSecret(bytes: key),
          now: { Date().timeIntervalSince1970 }
        ) { _ in ChronicleRecorder(DevEngineResponder(engine), log: log) })
    }
    let gateway = try await GatewayService.start(
      configuration(servers, configure), group: group, logger: .silent,
      now: { Date().timeIntervalSince1970 })
    let recorded = try await RecordedGateway(
      genesis: genesis, gateway: gateway, engineLogs: logs, engines: servers, group: group)
    let result: Result<Void, any Error>
    do { result = .success(try await body(recorded)) } catch { result = .failure(error) }
    try await recorded.end()
    try result.get()
  }

  private static func configuration(
    _ servers: [EngineServer], _ configure: (inout CompatConfig) -> Void
  ) throws -> GatewayConfiguration {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let secret = folder.appending(path: "secret")
    try Data(String(repeating: "07", count: 32).utf8).write(to: secret)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
    let ports = [servers[0].port, servers[servers.count - 1].port]
    let yaml = """
      listen: {port: 0, jwtSecret: \(secret.path)}
      admin: {port: 0}
      mode: parallel
      drainSeconds: 2
      v4: {url: "http://127.0.0.1:\(ports[0])", jwtSecret: \(secret.path)}
      v5: {url: "http://127.0.0.1:\(ports[1])", jwtSecret: \(secret.path)}
      """
    var configuration = try GatewayConfiguration(yaml: yaml, environment: [:])
    configure(&configuration.compat)
    return configuration
  }

  private func end() async throws {
    try await caller.eventLoop.submit { [caller] in caller.value.close() }.get()
    try await gateway.drain()
    for engine in engines { try await engine.drain(deadline: .now()) }
    try await group.shutdownGracefully()
  }

  // MARK: The caller

  /// Calls the gateway as a consensus node does; the call and its answer are written down.
  func call(_ request: EngineRequest) async throws -> Result<JSONValue, EngineError> {
    let token = callerLog.began(method: request.method, params: request.params)
    let body = RPCRequest.body(method: request.method, params: request.params)
    let result = await withCheckedContinuation { continuation in
      caller.eventLoop.execute { [caller] in
        caller.value.send(UpstreamRequest(body: body, id: RPCRequest.id), timeout: .seconds(30)) {
          continuation.resume(returning: $0)
        }
      }
    }
    switch result {
    case .failure(let failure):
      callerLog.failed(token, failure.description)
      throw failure
    case .success(let answer):
      callerLog.ended(token, answer.body)
      let message = try JSONValue(parsing: answer.body.bytes)
      if let error = message["error"] { return .failure(try EngineError(json: error)) }
      return .success(message["result"] ?? .null)
    }
  }

  /// A slot driver that starts at the genesis block.
  func slotDriver() -> SlotDriver {
    var options = SlotDriverOptions()
    options.dialect = .v4
    return SlotDriver(
      genesisHash: genesis.blockHash, genesisTimestamp: genesis.blockTimestamp,
      forks: ForkSchedule(shanghaiTime: 0), options: options)
  }

  /// Waits until no exchange and no comparison is outstanding.
  func settle() async throws {
    while try await gateway.outstanding() > 0 {
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
