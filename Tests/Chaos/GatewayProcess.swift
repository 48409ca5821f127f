import ChildPrograms
import Foundation
import Glibc
import Synchronization
import TestKit

/// The gateway's process, started again as soon as it has ended, as systemd would.
final class GatewayProcess: Sendable {
  private static let startTime = Duration.seconds(20)
  private let command: [String]
  private let errors: Descriptor
  private let state = Mutex(State())

  private struct State {
    var process: ChildProcess?
    var expectsEnd = false
    var isStopping = false
    var starts = 0
    var surprises: [String] = []
  }

  init(configuration: URL, clock: URL, folder: URL) throws {
    guard let program = Bundle.main.executableURL,
      let errors = Descriptor.open(
        folder.appending(path: "gateway.log").path, O_WRONLY | O_CREAT | O_APPEND)
    else { throw ProgramStart.Failure(code: errno) }
    self.errors = errors
    command = [
      program.path, "gateway", "--config", configuration.path, "--clock", clock.path,
    ]
  }

  /// How it ended without having been told to.
  var surprises: [String] { state.withLock { $0.surprises } }

  /// How often it was started.
  var starts: Int { state.withLock { $0.starts } }

  /// Starts it and waits until it listens.
  func start() async throws {
    let process = try ChildProcess(command, errors: errors)
    state.withLock {
      $0.process = process
      $0.starts += 1
    }
    let output = process.output
    let line = try await blocking { output.readSome() }
    guard line.starts(with: "listening".utf8) else { throw ChaosError.gatewayDidNotStart }
  }

  /// Waits for its end and starts it again, until it is stopped.
  func supervise() async throws {
    while let process = state.withLock({ $0.process }) {
      let ending = try await blocking { process.waitForEnd() }
      let isOver = state.withLock { state in
        if !state.expectsEnd, !state.isStopping { state.surprises.append("\(ending)") }
        state.expectsEnd = false
        return state.isStopping
      }
      if isOver { return }
      try await start()
    }
  }

  /// Sends a signal that ends it.
  func end(with signal: Int32) {
    let process = state.withLock { state in
      state.expectsEnd = true
      return state.process
    }
    process?.signal(signal)
  }

  /// Ends it for good.
  func stop() {
    state.withLock { $0.isStopping = true }
    end(with: SIGKILL)
  }

  /// Lets no file of its grow any more, or lets them grow again.
  func fillDisk(_ isFull: Bool) {
    state.withLock { $0.process }?.signal(isFull ? SIGUSR1 : SIGUSR2)
  }

  /// The most memory that it has had, in MiB; nil where the system does not say.
  var peakMemory: Int? {
    guard let process = state.withLock({ $0.process }),
      let text = try? String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 >> 10 }
  }
}

/// Why a run could not be made.
enum ChaosError: Error, CustomStringConvertible {
  case gatewayDidNotStart
  case refused(String)

  var description: String {
    switch self {
    case .gatewayDidNotStart: "the gateway did not start"
    case .refused(let text): "the gateway refused: \(text)"
    }
  }
}
