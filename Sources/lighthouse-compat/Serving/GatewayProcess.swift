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
        // Whoever meant to end the gateway meanwhile did not mean this process alone.
        if let ending = signal.ending { kill(successor.id, ending) }
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
      var successor: Successor?
      let name = await signal.wait { number in
        switch number {
        case SIGUSR1: await panic(gateway)
        case SIGUSR2: successor = await prepareSuccessor(to: gateway)
        default: await reload(gateway)
        }
        return successor != nil
      }
      if let name { Output.note("\(name): draining") }
      tasks.cancelAll()
      try await tasks.waitForAll()
      return successor
    }
  }

  // MARK: Replacing

  /// How often a gateway is asked to hold still where an engine keeps a caller waiting.
  private static let attempts = 10

  /// Starts the program anew, and holds still for it; nil where that does not come about.
  private func prepareSuccessor(to gateway: GatewayService) async -> Successor? {
    do {
      let successor = try await Successor.start(CommandLine.arguments)
      do {
        try await hold(gateway)
        return successor
      } catch {
        await successor.abandon()
        throw error
      }
    } catch {
      Output.note("SIGUSR2: not replaced: \(error)")
      return nil
    }
  }

  private func hold(_ gateway: GatewayService) async throws {
    for attempt in 1... {
      do {
        return try await gateway.hold()
      } catch let error as HandoverError {
        guard attempt < Self.attempts else { throw error }
        try await Task.sleep(for: .seconds(1))
      }
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
