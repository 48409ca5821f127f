import EngineHTTP
import EngineRPC
import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestKit
import Tracing

@testable import LighthouseCompatibility

/// A driver between a test and two scripted engines, over loopback.
final class DriverHarness: Sendable {
  private static let key = [UInt8](repeating: 3, count: 32)

  let scripts: PerSide<EngineScript>
  let metrics = CompatMetrics()
  let endpoints: PerSide<UpstreamEndpoint>
  let loop: any EventLoop
  private let drivers: Mutex<NIOLoopBound<ExchangeDriver>>
  private let makeDriver: @Sendable (CarriedState?) throws -> NIOLoopBound<ExchangeDriver>
  private let group: MultiThreadedEventLoopGroup
  private let servers: Mutex<PerSide<EngineServer>>
  /// An engine that is away stays away: no other test's takes its port meanwhile.
  private let ports: PerSide<ReservedPort>

  private init(
    scripts: PerSide<EngineScript>, servers: PerSide<EngineServer>,
    ports: PerSide<ReservedPort>, mode: MigrationMode, limits: Lane.Limits,
    routing: RoutingPolicy, topology: Topology?, examinesEngines: Bool, tracer: any Tracer,
    group: MultiThreadedEventLoopGroup
  ) async throws {
    let endpoints = PerSide { UpstreamEndpoint(host: "127.0.0.1", port: servers[$0].port) }
    let loop = group.next()
    let comparisonLoop = group.next()
    let secret = try JWTSecret(bytes: Self.key)
    let config = CompatConfig(
      v4: SideConfig(endpoint: endpoints.v4, secret: secret, timeoutMultiplier: 60),
      v5: SideConfig(endpoint: endpoints.v5, secret: secret, timeoutMultiplier: 60),
      mode: mode, laneLimits: limits, routing: routing, topology: topology,
      examinesEngines: examinesEngines)
    let make: @Sendable (CarriedState?) throws -> NIOLoopBound<ExchangeDriver> = {
      [metrics] carried in
      NIOLoopBound(
        try ExchangeDriver(
          config: config, loop: loop, comparisonLoop: comparisonLoop, metrics: metrics,
          logger: .silent, tracer: tracer, carried: carried,
          now: { Date().timeIntervalSince1970 }), eventLoop: loop)
    }
    drivers = Mutex(try await loop.submit { try make(nil) }.get())
    makeDriver = make
    self.scripts = scripts
    self.group = group
    self.servers = Mutex(servers)
    self.ports = ports
    self.endpoints = endpoints
    self.loop = loop
  }

  /// Starts both engines and the driver, runs the test, and ends everything.
  static func run<Value>(
    _ mode: MigrationMode = .parallel, limits: Lane.Limits = Lane.Limits(),
    routing: RoutingPolicy = RoutingPolicy(), topology: Topology? = nil,
    examinesEngines: Bool = false, tracer: any Tracer = NoOpTracer(),
    _ body: (DriverHarness) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let scripts = PerSide { _ in EngineScript() }
    let ports = PerSide(v4: try ReservedPort(), v5: try ReservedPort())
    let servers = PerSide(
      v4: try await start(scripts.v4, port: ports.v4.number, group: group),
      v5: try await start(scripts.v5, port: ports.v5.number, group: group))
    let harness = try await DriverHarness(
      scripts: scripts, servers: servers, ports: ports, mode: mode, limits: limits,
      routing: routing, topology: topology, examinesEngines: examinesEngines, tracer: tracer,
      group: group)
    let result: Result<Value, any Error>
    do { result = .success(try await body(harness)) } catch { result = .failure(error) }
    try await harness.withDriver { $0.close() }
    for side in Side.allCases { try await harness.stop(side) }
    try await group.shutdownGracefully()
    return try result.get()
  }

  private static func start(
    _ script: EngineScript, port: Int, group: MultiThreadedEventLoopGroup
  ) async throws -> EngineServer {
    try await EngineServer.start(
      on: group.next(), host: "127.0.0.1", port: port, secret: JWTSecret(bytes: key),
      now: { Date().timeIntervalSince1970 }
    ) { ScriptedEngine(script, loop: $0) }
  }

  /// Ends a side's engine; its connections break.
  func stop(_ side: Side) async throws {
    try await servers.withLock { $0[side] }.drain(deadline: .now())
  }

  /// Starts a side's engine again where it was.
  func restart(_ side: Side) async throws {
    let server = try await Self.start(scripts[side], port: endpoints[side].port, group: group)
    servers.withLock { $0[side] = server }
  }

  // MARK: A caller

  /// Hands a call to the driver; calls arrive there in the order in which they are handed over.
  func begin(
    _ method: String, _ params: String = "[]", trace: TraceContext? = nil
  ) throws -> EventLoopFuture<MessageBody> {
    guard let list = try JSONValue(parsing: params.utf8).arrayValue,
      let call = EngineCall(method: method, params: list, trace: trace)
    else { throw JSONError(.value("parameters are an array")) }
    let promise = loop.makePromise(of: MessageBody.self)
    loop.execute { [driver] in driver.value.respond(to: call) { promise.succeed($0) } }
    return promise.futureResult
  }

  /// Calls a method and waits for the answer.
  func call(
    _ method: String, _ params: String = "[]", trace: TraceContext? = nil
  ) async throws -> JSONValue {
    let body = try await begin(method, params, trace: trace).get()
    return try JSONValue(parsing: body.bytes)
  }

  /// A result that the test gives later.
  func promise() -> EventLoopPromise<String> { loop.makePromise(of: String.self) }

  // MARK: The driver

  private var driver: NIOLoopBound<ExchangeDriver> { drivers.withLock { $0 } }

  /// Puts another driver in the place of the present one, as another process would.
  ///
  /// - Returns: what was told, and what the successor would tell in its turn.
  func succeed() async throws -> (told: CarriedState, known: CarriedState) {
    let told = try await withDriver { driver in
      let state = driver.carriedState
      driver.close()
      return state
    }
    let letter = try JSONEncoder().encode(told)
    let state = try JSONDecoder().decode(CarriedState.self, from: letter)
    let successor = try await loop.submit { [makeDriver] in try makeDriver(state) }.get()
    drivers.withLock { $0 = successor }
    return (told, try await withDriver { $0.carriedState })
  }

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
