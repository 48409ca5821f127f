import ArgumentParser
import Gateway
import LighthouseCompatibility
import Logging
import NIOCore

/// Runs the gateway.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the gateway in front of the engines.",
    discussion: "Example: lighthouse-compat serve -c gateway.yaml")

  @OptionGroup var file: ConfigurationFile

  func run() async throws {
    let configuration = try readConfiguration()
    let signal = ShutdownSignal()
    Allocator.keepLargeBlocks()
    try await EventLoops.run { group in
      var logger = Logger(label: "lighthouse-compat") {
        StreamLogHandler.standardError(label: $0)
      }
      logger.logLevel = configuration.logLevel
      for warning in configuration.warnings { logger.warning("\(warning)") }
      let gateway = try await start(configuration, group, logger)
      Output.line("listening on \(configuration.host):\(gateway.port)")
      Output.line(
        "mode \(configuration.compat.mode), health and metrics on"
          + " http://\(configuration.adminHost):\(gateway.adminPort)")
      Output.note("\(await signal.wait()): draining")
      try await gateway.drain()
      Output.note("drained")
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
