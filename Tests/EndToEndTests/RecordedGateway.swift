import ChainKit
import Chronicle
import DevChain
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
  let gateway: GatewayService
  let engines: RecordedEngines
  private let caller: RecordedCaller
  private let group: MultiThreadedEventLoopGroup

  private init(
    gateway: GatewayService, engines: RecordedEngines, caller: RecordedCaller,
    group: MultiThreadedEventLoopGroup
  ) {
    self.gateway = gateway
    self.engines = engines
    self.caller = caller
    self.group = group
  }

  /// Starts one engine for each name, the gateway, runs the test, and ends everything.
  ///
  /// - Parameter names: ["v4", "v5"], or one name where both sides share an engine.
  static func run(
    engines names: [String], _ configure: (inout CompatConfig) -> Void,
    _ body: (RecordedGateway) async throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let engines = try await RecordedEngines.start(names, on: group)
    let gateway = try await GatewayService.start(
      configuration(engines, configure), group: group, logger: .silent,
      now: { Date().timeIntervalSince1970 })
    let recorded = RecordedGateway(
      gateway: gateway, engines: engines,
      caller: try await RecordedCaller(port: gateway.port, loop: group.next()), group: group)
    let result: Result<Void, any Error>
    do { result = .success(try await body(recorded)) } catch { result = .failure(error) }
    try await recorded.end()
    try result.get()
  }

  private static func configuration(
    _ engines: RecordedEngines, _ configure: (inout CompatConfig) -> Void
  ) throws -> GatewayConfiguration {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var configuration = try GatewayConfiguration(
      yaml: engines.settings(secretIn: folder) + "mode: parallel", environment: [:])
    configure(&configuration.compat)
    return configuration
  }

  private func end() async throws {
    try await caller.close()
    try await gateway.drain()
    try await engines.end()
    try await group.shutdownGracefully()
  }

  var engineLogs: [String: LiveLog] { engines.logs }

  var callerLog: CallerLog { caller.log }

  /// Calls the gateway as a consensus node does; the call and its answer are written down.
  func call(_ request: EngineRequest) async throws -> Result<JSONValue, EngineError> {
    try await caller.call(request)
  }

  func slotDriver() -> SlotDriver { engines.slotDriver() }

  /// Waits until no exchange and no comparison is outstanding.
  func settle() async throws {
    while try await gateway.outstanding() > 0 {
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
