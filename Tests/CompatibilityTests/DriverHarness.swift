import EngineHTTP
import EngineRPC
import Foundation
import NIOCore
import NIOPosix
import TestKit

@testable import LighthouseCompatibility

/// A driver between a test and two scripted engines, over loopback.
final class DriverHarness: Sendable {
  private static let key = [UInt8](repeating: 3, count: 32)

  let scripts: PerSide<EngineScript>
  let metrics = CompatMetrics()
  let endpoints: PerSide<UpstreamEndpoint>
  let loop: any EventLoop
  private let driver: NIOLoopBound<ExchangeDriver>

  private init(
    scripts: PerSide<EngineScript>, endpoints: PerSide<UpstreamEndpoint>, mode: MigrationMode,
    limits: Lane.Limits, group: MultiThreadedEventLoopGroup
  ) async throws {
    let loop = group.next()
    let comparisonLoop = group.next()
    let secret = try JWTSecret(bytes: Self.key)
    let config = CompatConfig(
      v4: SideConfig(endpoint: endpoints.v4, secret: secret, timeoutMultiplier: 5),
      v5: SideConfig(endpoint: endpoints.v5, secret: secret, timeoutMultiplier: 5),
      mode: mode, laneLimits: limits)
    driver = try await loop.submit { [metrics] in
      NIOLoopBound(
        try ExchangeDriver(
          config: config, loop: loop, comparisonLoop: comparisonLoop, metrics: metrics,
          logger: .silent, now: { Date().timeIntervalSince1970 }), eventLoop: loop)
    }.get()
    self.scripts = scripts
    self.endpoints = endpoints
    self.loop = loop
  }

  /// Starts both engines and the driver, runs the test, and ends everything.
  static func run<Value>(
    _ mode: MigrationMode = .parallel, limits: Lane.Limits = Lane.Limits(),
    _ body: (DriverHarness) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let scripts = PerSide { _ in EngineScript() }
    var servers: [EngineServer] = []
    for side in Side.allCases {
      let script = scripts[side]
      servers.append(
        try await EngineServer.start(
          on: group.next(), host: "127.0.0.1", port: 0, secret: JWTSecret(bytes: key),
          now: { Date().timeIntervalSince1970 }
        ) { ScriptedEngine(script, loop: $0) })
    }
    let endpoints = PerSide(
      v4: UpstreamEndpoint(host: "127.0.0.1", port: servers[0].port),
      v5: UpstreamEndpoint(host: "127.0.0.1", port: servers[1].port))
    let result: Result<Value, any Error>
    do {
      let harness = try await DriverHarness(
        scripts: scripts, endpoints: endpoints, mode: mode, limits: limits, group: group)
      result = .success(try await body(harness))
    } catch {
      result = .failure(error)
    }
    for server in servers { try await server.drain(deadline: .now()) }
    try await group.shutdownGracefully()
    return try result.get()
  }

  // MARK: A caller

  /// Hands a call to the driver; calls arrive there in the order in which they are handed over.
  func begin(_ method: String, _ params: String = "[]") throws -> EventLoopFuture<MessageBody> {
    guard let list = try JSONValue(parsing: params.utf8).arrayValue,
      let call = EngineCall(method: method, params: list)
    else { throw JSONError(.value("parameters are an array")) }
    let promise = loop.makePromise(of: MessageBody.self)
    loop.execute { [driver] in driver.value.respond(to: call) { promise.succeed($0) } }
    return promise.futureResult
  }

  /// Calls a method and waits for the answer.
  func call(_ method: String, _ params: String = "[]") async throws -> JSONValue {
    let body = try await begin(method, params).get()
    return try JSONValue(parsing: body.bytes)
  }

  /// A result that the test gives later.
  func promise() -> EventLoopPromise<String> { loop.makePromise(of: String.self) }

  // MARK: The driver

  func withDriver<Value: Sendable>(
    _ body: @escaping @Sendable (ExchangeDriver) throws -> Value
  ) async throws -> Value {
    try await loop.submit { [driver] in try body(driver.value) }.get()
  }

  /// Waits until that many exchanges got a verdict.
  func compared(_ count: Int) async -> CompatMetrics.Snapshot {
    while metrics.snapshot.operationsCompared < count, !Task.isCancelled { await Task.yield() }
    return metrics.snapshot
  }

  /// Waits until no exchange and no comparison is outstanding.
  func settled() async throws -> CompatMetrics.Snapshot {
    while try await withDriver({ $0.outstanding }) > 0 {
      try Task.checkCancellation()
      await Task.yield()
    }
    return metrics.snapshot
  }
}
