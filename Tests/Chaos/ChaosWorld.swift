import ChainKit
import EngineRPC
import FaultProxy
import Foundation
import Gateway
import LighthouseCompatibility
import Migration
import NIOCore
import NIOPosix
import TestKit

/// What a run consists of: two engines, each behind its proxy, the gateway's process, and a proxy
/// in front of it.
struct ChaosWorld: Sendable {
  static let callerKey = [UInt8](repeating: 1, count: 32)
  static let engineKey = [UInt8](repeating: 4, count: 32)
  private static let token = "chaos-chaos-chaos-chaos-chaos-chaos"

  let folder: URL
  let engines: [String: EngineHost]
  let proxies: [String: WireProxy]
  let gateway: GatewayProcess
  let admin: AdminClient
  let clock: ClockFile
  /// Held so that nobody else gets the gateway's ports while it is away.
  private let ports: [ReservedPort]

  /// Starts everything, runs the work, and ends everything, whatever came of it.
  static func run<Value: Sendable>(
    in folder: URL, seed: UInt64, _ body: @escaping @Sendable (ChaosWorld) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    return try await ending({ try await group.shutdownGracefully() }) {
      try await withEngines(["v4", "v5"], folder) { engines in
        let world = try await make(folder, seed, engines, group)
        return try await ending({ try await world.close() }) {
          try await world.gateway.start()
          return try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
              try await world.gateway.supervise()
              return nil
            }
            tasks.addTask { try await ending({ world.gateway.stop() }) { try await body(world) } }
            var value: Value?
            while let next = try await tasks.next() { value = next ?? value }
            guard let value else { throw ChaosError.gatewayDidNotStart }
            return value
          }
        }
      }
    }
  }

  /// The engines of these names, for as long as the work lasts.
  static func withEngines<Value: Sendable>(
    _ names: [String], _ folder: URL, _ body: ([String: EngineHost]) async throws -> Value
  ) async throws -> Value {
    let secret = try self.secret(engineKey, "engine.hex", folder)
    let engines = try await withThrowingTaskGroup(of: EngineHost.self) { tasks in
      for name in names {
        tasks.addTask {
          try await EngineHost.start(name, key: engineKey, secret: secret, folder: folder)
        }
      }
      return try await tasks.reduce(into: [:]) { $0[$1.name] = $1 }
    }
    return try await ending({
      for engine in engines.values { try await engine.engine.kill() }
    }) { try await body(engines) }
  }

  private static func make(
    _ folder: URL, _ seed: UInt64, _ engines: [String: EngineHost],
    _ group: MultiThreadedEventLoopGroup
  ) async throws -> ChaosWorld {
    let ports = [try ReservedPort(), try ReservedPort()]
    let loop = group.next()
    var proxies: [String: WireProxy] = [:]
    for (name, engine) in engines {
      proxies[name] = try await WireProxy.start(
        on: loop, target: engine.engine.port, seed: seed &+ UInt64(name.utf8.last ?? 0))
    }
    proxies["caller"] = try await WireProxy.start(on: loop, target: ports[0].number, seed: seed)
    let configuration = folder.appending(path: "gateway.yaml")
    try Data(try yaml(folder, ports, proxies).utf8).write(to: configuration)
    let clock = folder.appending(path: "clock")
    let admin = AdminAddress("http://127.0.0.1:\(ports[1].number)")
    guard let admin else { throw ChaosError.gatewayDidNotStart }
    return ChaosWorld(
      folder: folder, engines: engines, proxies: proxies,
      gateway: try GatewayProcess(
        configuration: configuration, clock: clock, folder: folder),
      admin: AdminClient(
        address: admin, token: try AdminToken(file: folder.appending(path: "token").path),
        group: group), clock: try ClockFile(clock, isNew: true), ports: ports)
  }

  private static func yaml(
    _ folder: URL, _ ports: [ReservedPort], _ proxies: [String: WireProxy]
  ) throws -> String {
    let caller = try secret(callerKey, "caller.hex", folder)
    try privateFile(token, "token", folder)
    try Data(MigrationPlan.chaos.yaml.utf8).write(to: folder.appending(path: "plan.yaml"))
    let scale = ConsensusNode.scale
    func side(_ name: String) -> String {
      """
        url: "http://127.0.0.1:\(proxies[name]?.port ?? 0)"
        jwtSecret: \(folder.path)/engine.hex
        timeoutMultiplier: \(scale)
      """
    }
    return """
      listen: {port: \(ports[0].number), jwtSecret: \(caller.path)}
      admin: {port: \(ports[1].number), token: \(folder.path)/token}
      mode: parallel
      topology: separate
      drainSeconds: 1
      v4:
      \(side("v4"))
      v5:
      \(side("v5"))
      budgets:
        stateChangingMilliseconds: \(Int(4_000 * scale))
        getPayloadMilliseconds: \(Int(500 * scale))
        readMilliseconds: \(Int(500 * scale))
      guard: {milliseconds: \(Int(500 * scale))}
      state: {folder: \(folder.path)/state}
      migration: {plan: \(folder.path)/plan.yaml}
      """
  }

  private static func secret(_ key: [UInt8], _ name: String, _ folder: URL) throws -> URL {
    let digits = key.map { String(Int($0) + 256, radix: 16).suffix(2) }.joined()
    return try privateFile(digits, name, folder)
  }

  @discardableResult
  private static func privateFile(_ text: String, _ name: String, _ folder: URL) throws -> URL {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    return file
  }

  private func close() async throws {
    for proxy in proxies.values { try await proxy.close() }
  }
}

/// Runs work and then its end, also where the work fails.
func ending<Value>(
  _ end: () async throws -> Void, _ body: () async throws -> Value
) async throws -> Value {
  let result: Result<Value, any Error>
  do { result = .success(try await body()) } catch { result = .failure(error) }
  try await end()
  return try result.get()
}
