import ArgumentParser
import Foundation
import Gateway
import Logging
import Migration
import NIOCore
import NIOPosix

/// The gateway of a run, in a process of its own so that it can be killed.
struct GatewayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway", abstract: "Serves a run's gateway.", shouldDisplay: false)

  @Option(help: "The gateway's configuration.") var config: String
  @Option(help: "The run's clock.") var clock: String

  func run() async throws {
    let (termination, disk) = (Termination(), FullDisk())
    defer { disk.end() }
    let clock = try ClockFile(URL(filePath: clock), isNew: false)
    let yaml = try String(contentsOfFile: config, encoding: .utf8)
    let configuration = try GatewayConfiguration(yaml: yaml, environment: [:])
    let logger = Logger(label: "gateway") { StreamLogHandler.standardError(label: $0) }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let gateway = try await GatewayService.start(
      configuration, group: group, logger: logger, pace: Self.pace(clock),
      now: { Date().timeIntervalSince1970 + Double(clock.read().step) / 1_000 })
    FileHandle.standardOutput.write(Data("listening\n".utf8))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await gateway.run() }
      await termination.wait()
      tasks.cancelAll()
      try await tasks.waitForAll()
    }
    try await gateway.drain()
    try await group.shutdownGracefully()
  }

  /// A migration's time that goes by the file, looked at every few milliseconds.
  private static func pace(_ clock: ClockFile) -> MigrationPace {
    MigrationPace(
      clock: ControllerClock(
        wall: { ClockFile.wall(clock.read()) }, uptime: { ClockFile.uptime(clock.read()) }),
      tick: .milliseconds(4))
  }
}

/// SIGTERM, or the end of the process that started this one.
private struct Termination {
  private let source: any DispatchSourceSignal
  private let signals: AsyncStream<Void>
  private static let look = Duration.milliseconds(500)

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    signals = stream
    signal(SIGTERM, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGTERM)
    source.setEventHandler { continuation.yield() }
    source.resume()
  }

  func wait() async {
    let parent = getppid()
    await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask { [signals] in for await _ in signals { return } }
      tasks.addTask {
        while getppid() == parent, !Task.isCancelled { try? await Task.sleep(for: Self.look) }
      }
      await tasks.next()
      tasks.cancelAll()
    }
  }
}

/// A disk that takes nothing from SIGUSR1 to SIGUSR2: no file of this process may grow.
private struct FullDisk {
  private let sources: [any DispatchSourceSignal]

  init() {
    // The write fails, as it does on a full disk; without this the process would end.
    signal(SIGXFSZ, SIG_IGN)
    sources = [SIGUSR1, SIGUSR2].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { Self.limitFiles(number == SIGUSR1) }
      source.resume()
      return source
    }
  }

  func end() { for source in sources { source.cancel() } }

  private static func limitFiles(_ isFull: Bool) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = isFull ? 1 : limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
}
