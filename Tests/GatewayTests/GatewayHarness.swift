import TestKit
import EngineHTTP
import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import NIOCore
import NIOPosix
import Testing

/// A gateway and whatever engines a test puts behind it, on free ports of this machine.
final class GatewayHarness: Sendable {
  /// Callers' and engines' secrets, all different.
  static let callerKey = [UInt8](repeating: 1, count: 32)
  static let v4Key = [UInt8](repeating: 4, count: 32)
  static let v5Key = [UInt8](repeating: 5, count: 32)
  static let adminToken = "a token of no secrecy".replacing(" ", with: "-")

  let group: MultiThreadedEventLoopGroup
  let gateway: GatewayService
  let engines: [EngineServer]
  let folder: URL

  private let mode: MigrationMode
  private let ports: (v4: Int, v5: Int)

  private init(
    group: MultiThreadedEventLoopGroup, gateway: GatewayService, engines: [EngineServer],
    folder: URL, mode: MigrationMode, ports: (v4: Int, v5: Int)
  ) {
    self.mode = mode
    self.ports = ports
    self.group = group
    self.gateway = gateway
    self.engines = engines
    self.folder = folder
  }

  /// Starts engines and a gateway in front of them, runs the test, and ends everything.
  static func run<Value>(
    mode: MigrationMode, extra: String = "", isReadOnly: Bool = false,
    v4: @escaping @Sendable () -> any EngineResponder,
    v5: @escaping @Sendable () -> any EngineResponder,
    _ body: (GatewayHarness) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let engine4 = try await engine(group, key: v4Key, v4)
    let engine5 = try await engine(group, key: v5Key, v5)
    let harness = try await start(
      group, mode: mode, ports: (engine4.port, engine5.port), engines: [engine4, engine5],
      extra: extra, isReadOnly: isReadOnly)
    return try await harness.use(body)
  }

  /// Starts a gateway in front of engines that listen already.
  static func run<Value>(
    mode: MigrationMode, ports: (v4: Int, v5: Int), extra: String = "",
    _ body: (GatewayHarness) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let harness = try await start(group, mode: mode, ports: ports, engines: [], extra: extra)
    return try await harness.use(body)
  }

  private func use<Value>(_ body: (GatewayHarness) async throws -> Value) async throws -> Value {
    let gateway = gateway
    let result = try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await gateway.run() }
      let result: Result<Value, any Error>
      do { result = .success(try await body(self)) } catch { result = .failure(error) }
      tasks.cancelAll()
      try await tasks.waitForAll()
      return result
    }
    try await gateway.drain()
    for engine in engines { try await engine.drain(deadline: .now()) }
    try await group.shutdownGracefully()
    try FileManager.default.removeItem(at: folder)
    return try result.get()
  }

  private static func engine(
    _ group: MultiThreadedEventLoopGroup, key: [UInt8],
    _ make: @escaping @Sendable () -> any EngineResponder
  ) async throws -> EngineServer {
    try await EngineServer.start(
      on: group.next(), host: "127.0.0.1", port: 0, secret: JWTSecret(bytes: key),
      now: { Date().timeIntervalSince1970 }
    ) { _ in make() }
  }

  private static func start(
    _ group: MultiThreadedEventLoopGroup, mode: MigrationMode, ports: (v4: Int, v5: Int),
    engines: [EngineServer], extra: String, isReadOnly: Bool = false
  ) async throws -> GatewayHarness {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func secret(_ name: String, _ key: [UInt8]) throws {
      let file = folder.appending(path: name)
      try Data(key.map { String(Int($0) + 256, radix: 16).suffix(2) }.joined().utf8).write(to: file)
    }
    for (name, key) in [("caller", callerKey), ("v4", v4Key), ("v5", v5Key)] {
      try secret(name, key)
    }
    let written = FileManager.default.createFile(
      atPath: folder.appending(path: "token").path, contents: Data((adminToken + "\n").utf8),
      attributes: [.posixPermissions: 0o600])
    #expect(written)
    let configuration = try GatewayConfiguration(
      yaml: yaml(folder, mode, ports, extra, isReadOnly: isReadOnly), environment: [:])
    let gateway = try await GatewayService.start(
      configuration, group: group, logger: .silent, now: { Date().timeIntervalSince1970 })
    return GatewayHarness(
      group: group, gateway: gateway, engines: engines, folder: folder, mode: mode, ports: ports)
  }

  private static func yaml(
    _ folder: URL, _ mode: MigrationMode, _ ports: (v4: Int, v5: Int), _ extra: String,
    isReadOnly: Bool
  ) -> String {
    let token = isReadOnly ? "" : ", token: \(folder.path)/token"
    return """
      listen: {port: 0, jwtSecret: \(folder.path)/caller}
      admin: {port: 0, socket: \(folder.path)/admin.sock\(token)}
      mode: \(mode)
      state: {folder: \(folder.path)/state}
      drainSeconds: 2
      v4: {url: "http://127.0.0.1:\(ports.v4)", jwtSecret: \(folder.path)/v4}
      v5: {url: "http://127.0.0.1:\(ports.v5)", jwtSecret: \(folder.path)/v5}
      """ + "\n" + extra
  }

  /// The configuration that the gateway was started with, and something else.
  func configuration(mode: MigrationMode? = nil, extra: String) throws -> GatewayConfiguration {
    try GatewayConfiguration(
      yaml: Self.yaml(folder, mode ?? self.mode, ports, extra, isReadOnly: false),
      environment: [:])
  }

  // MARK: The admin interface

  /// Sends a request to the admin interface as it is.
  func admin(_ request: String) async throws -> RawHTTP.Response {
    let port = gateway.adminPort
    return try await blocking { try RawHTTP.exchange(port: port, Array(request.utf8)) }
  }

  func get(_ path: String) async throws -> RawHTTP.Response {
    try await admin("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
  }

  func getJSON(_ path: String) async throws -> JSONValue {
    try JSONValue(parsing: try await get(path).body)
  }

  /// Sends a change with the token.
  func post(_ path: String, _ body: String) async throws -> RawHTTP.Response {
    try await admin(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Authorization: Bearer \(Self.adminToken)\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  // MARK: A caller

  /// Sends one request to the gateway as a caller does, and returns the answer as it came.
  func exchange(
    _ body: MessageBody, id: [UInt8]?
  ) async throws -> Result<UpstreamAnswer, TransportFailure> {
    let loop = group.next()
    let upstream = try await loop.submit { [port = gateway.port] in
      NIOLoopBound(
        EngineUpstream(
          endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port),
          mint: JWTMint(secret: try JWTSecret(bytes: Self.callerKey)), loop: loop,
          now: { Date().timeIntervalSince1970 }), eventLoop: loop)
    }.get()
    return await withCheckedContinuation { continuation in
      loop.execute {
        upstream.value.send(UpstreamRequest(body: body, id: id), timeout: .seconds(20)) {
          continuation.resume(returning: $0)
          upstream.value.close()
        }
      }
    }
  }

  /// Sends one request and reads the answer.
  func send(_ body: String) async throws -> JSONValue {
    let id = (try? JSONValue(parsing: body.utf8))?["id"]?.utf8
    let result = try await exchange(MessageBody(body), id: id)
    return try JSONValue(parsing: try result.get().body.bytes)
  }

  /// Calls a method with parameters.
  func call(_ method: String, _ params: [JSONValue]) async throws -> JSONValue {
    try await send(
      JSONValue.object(
        JSONObject([
          .init(name: "jsonrpc", value: "2.0"), .init(name: "id", value: 7),
          .init(name: "method", value: .string(method)),
          .init(name: "params", value: .array(params)),
        ])
      ).text)
  }

  /// Waits until no exchange and no comparison is outstanding, then reads the counts.
  func settledMetrics() async throws -> CompatMetrics.Snapshot {
    while try await gateway.outstanding() > 0 { await Task.yield() }
    return gateway.metrics.snapshot
  }
}
