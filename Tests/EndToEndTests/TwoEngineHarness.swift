import ChainKit
import TestKit
import EngineHTTP
import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import Migration
import NIOCore
import NIOPosix
import Synchronization

/// Two EELS engines, the gateway in front of them, and a caller's connection to it.
final class TwoEngineHarness: Sendable {
  private static let callerKey = [UInt8](repeating: 1, count: 32)
  private static let v4Key = [UInt8](repeating: 4, count: 32)
  private static let v5Key = [UInt8](repeating: 5, count: 32)
  /// Extra data of the blocks that v4's engine builds.
  static let v4ExtraData = "0x7634"
  static let v5ExtraData = "0x7635"

  let genesis: ChainGenesis
  let v4: EELSEngine
  private let currentV5: Mutex<EELSEngine>
  private let folder: URL
  private let group: MultiThreadedEventLoopGroup
  private let gateway: GatewayService
  private let caller: NIOLoopBound<EngineUpstream>

  private init(
    genesis: ChainGenesis, v4: EELSEngine, v5: EELSEngine, folder: URL,
    group: MultiThreadedEventLoopGroup, gateway: GatewayService
  ) async throws {
    self.genesis = genesis
    self.v4 = v4
    self.folder = folder
    currentV5 = Mutex(v5)
    self.group = group
    self.gateway = gateway
    let loop = group.next()
    caller = try await loop.submit { [port = gateway.port] in
      NIOLoopBound(
        EngineUpstream(
          endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port),
          mint: JWTMint(secret: try JWTSecret(bytes: Self.callerKey)), loop: loop,
          now: { Date().timeIntervalSince1970 }), eventLoop: loop)
    }.get()
  }

  var v5: EELSEngine { currentV5.withLock { $0 } }

  /// Kills v5's engine and starts another in its place, which knows only the genesis.
  func replaceV5() async throws {
    let port = v5.port
    try await v5.kill()
    let fresh = try await EELSEngine.start(
      genesis: genesis, extraData: Self.v5ExtraData, key: Self.v5Key,
      secretFile: folder.appending(path: "v5"), folder: folder, port: port)
    currentV5.withLock { $0 = fresh }
  }

  /// Runs something with a third engine, which nobody else talks to.
  func withAnotherEngine<Value: Sendable>(
    _ body: (EELSEngine) async throws -> Value
  ) async throws -> Value {
    let other = folder.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    let engine = try await Self.engine(genesis, Self.v4ExtraData, key: Self.v4Key, "v4", other)
    return try await Self.ending(engine.kill) { try await body(engine) }
  }

  // MARK: Beginning and end

  /// Starts everything, runs the test, and ends everything, whatever came of it.
  ///
  /// - Parameters:
  ///   - v5TimeoutMultiplier: makes v5's time-outs short, where a test waits for them.
  ///   - buildsAlike: whether both engines build the very same blocks, so that no answer tells whose
  ///     it is.
  ///   - pace: the time of the migration that runs beside the gateway; nil where none does.
  static func run<Value: Sendable>(
    _ genesis: ChainGenesis = .shanghai, mode: MigrationMode, v5TimeoutMultiplier: Double = 1,
    shared: Bool = false, buildsAlike: Bool = false, extra: String = "",
    pace: MigrationPace? = nil, plan: MigrationPlan = .standard,
    _ body: (TwoEngineHarness) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let v4 = try await engine(genesis, v4ExtraData, key: v4Key, "v4", folder)
    return try await ending(v4.kill) {
      let v5 = try await engine(
        genesis, buildsAlike ? v4ExtraData : v5ExtraData, key: v5Key, "v5", folder)
      return try await ending(v5.kill) {
        let yaml = """
          listen: {port: 0, jwtSecret: \(try secret("caller", callerKey, folder).path)}
          admin: {port: 0}
          mode: \(mode)
          drainSeconds: 2
          v4: {url: "http://127.0.0.1:\(v4.port)", jwtSecret: \(folder.path)/v4}
          v5:
            url: "http://\(shared ? "localhost:\(v4.port)" : "127.0.0.1:\(v5.port)")"
            jwtSecret: \(folder.path)/\(shared ? "v4" : "v5")
            timeoutMultiplier: \(v5TimeoutMultiplier)
          """
        try Data(plan.yaml.utf8).write(to: folder.appending(path: "plan.yaml"))
        let state =
          pace == nil
          ? ""
          : "\nstate: {folder: \(folder.path)/state}\nmigration: {plan: \(folder.path)/plan.yaml}"
        return try await gateway(yaml + state + extra, genesis, v4, v5, folder, pace, body)
      }
    }
  }

  private static func gateway<Value: Sendable>(
    _ yaml: String, _ genesis: ChainGenesis, _ v4: EELSEngine, _ v5: EELSEngine, _ folder: URL,
    _ pace: MigrationPace?, _ body: (TwoEngineHarness) async throws -> Value
  ) async throws -> Value {
    let configuration = try GatewayConfiguration(yaml: yaml, environment: [:])
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    return try await ending({ try await group.shutdownGracefully() }) {
      let gateway = try await GatewayService.start(
        configuration, group: group, logger: .silent, pace: pace,
        now: { Date().timeIntervalSince1970 })
      let migration = Task { await gateway.run() }
      return try await ending({
        migration.cancel()
        await migration.value
        try await gateway.drain()
      }) {
        let harness = try await TwoEngineHarness(
          genesis: genesis, v4: v4, v5: v5, folder: folder, group: group, gateway: gateway)
        return try await ending(harness.end) { try await body(harness) }
      }
    }
  }

  /// Runs work and then its end, also where the work fails.
  private static func ending<Value>(
    _ end: () async throws -> Void, _ body: () async throws -> Value
  ) async throws -> Value {
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try await end()
    return try result.get()
  }

  private static func engine(
    _ genesis: ChainGenesis, _ extraData: String, key: [UInt8], _ name: String, _ folder: URL
  ) async throws -> EELSEngine {
    try await EELSEngine.start(
      genesis: genesis, extraData: extraData, key: key,
      secretFile: try secret(name, key, folder), folder: folder)
  }

  private static func secret(_ name: String, _ key: [UInt8], _ folder: URL) throws -> URL {
    let file = folder.appending(path: name)
    let digits = key.map { String(Int($0) + 256, radix: 16).suffix(2) }.joined()
    try Data(digits.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    return file
  }

  private func end() async throws {
    try await v5.kill()
    try await caller.eventLoop.submit { [caller] in caller.value.close() }.get()
  }

  // MARK: The caller

  /// Calls the gateway as a consensus node does and returns the whole answer.
  func call(_ method: String, _ params: [JSONValue], id: Int) async throws -> JSONValue {
    let body = JSONValue.object(
      JSONObject([
        .init(name: "jsonrpc", value: "2.0"), .init(name: "id", value: .number("\(id)")),
        .init(name: "method", value: .string(method)), .init(name: "params", value: .array(params)),
      ])
    ).text
    let result = await withCheckedContinuation { continuation in
      caller.eventLoop.execute { [caller] in
        caller.value.send(
          UpstreamRequest(body: MessageBody(body), id: Array("\(id)".utf8)), timeout: .seconds(20)
        ) {
          continuation.resume(returning: $0)
        }
      }
    }
    return try JSONValue(parsing: try result.get().body.bytes)
  }

  // MARK: The gateway

  func change(to mode: MigrationMode) async throws { try await gateway.change(to: mode) }

  func status() async throws -> CompatStatus { try await gateway.status() }

  func startMigration() async throws { try await gateway.startMigration(who: "test") }

  /// The migration as it stands; nil where none runs.
  var migration: MigrationReport? { gateway.migration }

  /// Waits until a side's engine is there and level.
  func level(_ side: Side) async throws -> CompatStatus {
    while true {
      try Task.checkCancellation()
      let status = try await status()
      let found = status.sides.first { $0.side == side }
      if let found, !found.isOffline, found.behind == nil { return status }
      await Task.yield()
    }
  }

  /// Waits until no exchange and no comparison is outstanding, then reads the counts.
  func settledMetrics() async throws -> CompatMetrics.Snapshot {
    while try await gateway.outstanding() > 0 { await Task.yield() }
    return gateway.metrics.snapshot
  }
}
