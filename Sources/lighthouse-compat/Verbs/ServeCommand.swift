import ArgumentParser
import Foundation
import Gateway
import Logging

/// Runs the gateway.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Runs the gateway in front of the engines.",
    discussion: """
      SIGHUP reads the file again: what a running gateway can take is applied, all of it or \
      nothing; what needs a restart is said. SIGUSR1 gives the authority to v4 at once and \
      ends the migration's attempt, as `lighthouse-compat panic` does. SIGUSR2 starts the \
      program anew, as it lies on the disk by then, and hands everything over to it: no caller \
      notices. What cannot take over is ended, and this one goes on.

      Example: lighthouse-compat serve -c gateway.yaml
      """)

  @OptionGroup var file: ConfigurationFile

  func run() async throws {
    let predecessor = Predecessor()
    let configuration = try readConfiguration()
    let signal = ShutdownSignal(obeyed: [SIGHUP, SIGUSR1, SIGUSR2])
    let level = SharedLogLevel(configuration.logLevel)
    Allocator.keepLargeBlocks()
    try await EventLoops.run { group in
      let logger = level.logger("lighthouse-compat", configuration.logFormat)
      for warning in configuration.warnings { logger.warning("\(warning)") }
      let process = GatewayProcess(
        configuration: configuration, file: file, group: group, logger: logger, level: level)
      try await process.run(until: signal, after: predecessor)
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
