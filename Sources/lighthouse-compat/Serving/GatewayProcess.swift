import ArgumentParser
import Foundation
import Gateway
import Logging
import NIOCore

/// A gateway for as long as its process lives: it obeys signals, and hands over to another process.
final class GatewayProcess {
  private var configuration: GatewayConfiguration
  private let file: ConfigurationFile
  private let group: any EventLoopGroup
  private let logger: Logger
  private let level: SharedLogLevel

  init(
    configuration: GatewayConfiguration, file: ConfigurationFile, group: any EventLoopGroup,
    logger: Logger, level: SharedLogLevel
  ) {
    self.configuration = configuration
    self.file = file
    self.group = group
    self.logger = logger
    self.level = level
  }

  /// Serves until a signal ends it, or until a successor serves in its place.
  ///
  /// - Parameter predecessor: the process whose place this one takes, if there is one.
  func run(until signal: ShutdownSignal, after predecessor: Predecessor?) async throws {
    let handover = try await predecessor?.handover()
    let began = ContinuousClock.now
    var gateway = try await start(from: handover)
    try await Announcement.tell(configuration, gateway, tookOver: handover != nil)
    if let handover {
      let took = (ContinuousClock.now - began) / .milliseconds(1)
      Output.line(
        "took over as process \(getpid()) in \(Int(took.rounded(.up))) ms: \(handover.summary)")
    }
    if let predecessor {
      // It may have ended by itself meanwhile; its callers are this one's all the same.
      try? await predecessor.confirm()
    } else {
      ServiceManager.tell("READY=1")
    }
    while let successor = try await serve(gateway, until: signal) {
      let handover = try await gateway.leave()
      do {
        try await successor.take(handover)
        ServiceManager.tell("MAINPID=\(successor.id)")
        // Who meant the gateway meanwhile did not mean this process alone.
        for number in signal.pending where number != SIGUSR2 { kill(successor.id, number) }
        return Output.note("process \(successor.id) serves now; this one ends")
      } catch {
        await successor.abandon()
        Output.note("SIGUSR2: not replaced: \(error)")
        gateway = try await start(from: handover)
      }
    }
    try await gateway.drain()
    Output.note("drained")
  }

  /// Serves until it is to end, or holds still for the successor that is returned.
  private func serve(
    _ gateway: GatewayService, until signal: ShutdownSignal
  ) async throws -> Successor? {
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await gateway.run() }
      let succession = Succession(to: gateway, command: CommandLine.arguments)
      let name = await signal.wait { [wake = signal.wake] number in
        switch number {
        case SIGUSR1: await panic(gateway)
        case SIGUSR2:
          // Beside the signals: the way back must not wait for a program that starts.
          guard succession.begin() else { break }
          tasks.addTask {
            await succession.prepare()
            wake()
          }
        case ShutdownSignal.woken: break
        default: await reload(gateway)
        }
        return succession.successor != nil
      }
      if let name {
        Output.note("\(name): draining")
        await succession.abandon()
      }
      tasks.cancelAll()
      try await tasks.waitForAll()
      return name == nil ? succession.successor : nil
    }
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
  private func reload(_ gateway: GatewayService) async {
    guard !file.isPipe else {
      return Output.note("reload refused: \(file.path) is a pipe; give a file to reload from")
    }
    do {
      let configuration = try file.read()
      let report = try await gateway.reload(configuration)
      level.value = configuration.logLevel
      self.configuration = configuration
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

  // MARK: The start

  private func start(from handover: Handover?) async throws -> GatewayService {
    do {
      return try await GatewayService.start(
        configuration, group: group, logger: logger, from: handover, now: WallClock.now)
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
}
