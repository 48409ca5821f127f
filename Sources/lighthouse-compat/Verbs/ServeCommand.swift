import ArgumentParser
import Foundation
import Gateway
import LighthouseCompatibility
import Logging
import Migration
import NIOCore

/// Runs the gateway.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the gateway in front of the engines.",
    discussion: """
      SIGHUP reads the file again: what a running gateway can take is applied, all of it or \
      nothing; what needs a restart is said. SIGUSR1 gives the authority to v4 at once and \
      ends the migration's attempt, as `lighthouse-compat panic` does.

      Example: lighthouse-compat serve -c gateway.yaml
      """)

  @OptionGroup var file: ConfigurationFile

  func run() async throws {
    let configuration = try readConfiguration()
    let signal = ShutdownSignal(obeyed: [SIGHUP, SIGUSR1])
    let level = SharedLogLevel(configuration.logLevel)
    Allocator.keepLargeBlocks()
    try await EventLoops.run { group in
      let logger = level.logger("lighthouse-compat", configuration.logFormat)
      for warning in configuration.warnings { logger.warning("\(warning)") }
      let gateway = try await start(configuration, group, logger)
      try await announce(configuration, gateway)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { await gateway.run() }
        let name = await signal.wait { number in
          if number == SIGUSR1 { await panic(gateway) } else { await reload(gateway, level) }
        }
        Output.note("\(name): draining")
        tasks.cancelAll()
        try await tasks.waitForAll()
      }
      try await gateway.drain()
      Output.note("drained")
    }
  }

  private func announce(
    _ configuration: GatewayConfiguration, _ gateway: GatewayService
  ) async throws {
    Output.line("listening on \(configuration.host):\(gateway.port)")
    let compat = configuration.compat
    // A stored migration, or one that cannot be read, goes before the configuration.
    Output.line("mode \(try await gateway.status().mode)")
    let topology: String
    if let told = compat.topology {
      topology = "\(told.rawValue), as configured"
    } else if compat.configured.count < 2 {
      topology = "one side is configured"
    } else {
      topology =
        compat.effectiveTopology == .shared
        ? "shared, by the same url" : "separate, until the first payloads tell otherwise"
    }
    Output.line("topology \(topology)")
    let root = compat.routing.beaconRoot
    Output.line(
      "beacon root policy \(root?.description ?? "off")"
        + (root == nil ? "" : "; it has to be the same on every node of the chain"))
    if let migration = configuration.migration {
      Output.line(
        gateway.migration == nil
          ? "no migration runs: the state in \(migration.folder.path) cannot be read"
          : "migration \(migration.plan.name), state in \(migration.folder.path)")
    }
    let changes = configuration.adminToken == nil ? "read-only" : "changes with the token"
    let socket = configuration.adminSocket.map { " and unix:\($0)" } ?? ""
    Output.line(
      "admin, health and metrics on http://\(configuration.adminHost):\(gateway.adminPort)"
        + "\(socket), \(changes)")
  }

  /// Goes back to v4 without asking anybody.
  private func panic(_ gateway: GatewayService) async {
    do {
      try await gateway.panic(who: "SIGUSR1")
      Output.note("SIGUSR1: v4 answers")
    } catch {
      Output.note("SIGUSR1: v4 cannot answer: \(error)")
    }
  }

  /// Reads the file again and says what came of it.
  private func reload(_ gateway: GatewayService, _ level: SharedLogLevel) async {
    do {
      let configuration = try file.read()
      let report = try await gateway.reload(configuration)
      level.value = configuration.logLevel
      for change in report.changes { Output.note("reloaded: \(change)") }
      for path in report.needsRestart { Output.note("reloaded: \(path) needs a restart") }
      if report.changes.isEmpty, report.needsRestart.isEmpty {
        Output.note("reloaded: nothing has changed")
      }
    } catch {
      Output.note("\(error)")
      Output.note("reload refused: nothing was changed")
    }
  }

  private func start(
    _ configuration: GatewayConfiguration, _ group: any EventLoopGroup, _ logger: Logger
  ) async throws -> GatewayService {
    do {
      return try await GatewayService.start(
        configuration, group: group, logger: logger, now: WallClock.now)
    } catch let error as IOError {
      Output.note(
        "cannot listen: \(error); is a port of listen.port or admin.port in use?"
          + " (ss -ltnp shows by whom)")
      throw ExitCode(1)
    } catch let error as AdminSocketRefusal {
      Output.note("cannot listen: \(error)")
      throw ExitCode(1)
    }
  }

  private func readConfiguration() throws -> GatewayConfiguration {
    do {
      return try file.read()
    } catch {
      Output.note("\(error)")
      throw ExitCode(2)
    }
  }
}
