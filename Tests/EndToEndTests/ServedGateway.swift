import ChainKit
import ChildPrograms
import Foundation
import Glibc
import TestKit

/// The gateway's program as an operator runs it, and the processes that take each other's place.
final class ServedGateway: Sendable {
  let port: Int
  private let first: ChildProcess
  private let output: SpokenLines

  private init(first: ChildProcess, output: SpokenLines, port: Int) {
    (self.first, self.output, self.port) = (first, output, port)
  }

  /// Starts `serve` with a file of settings and waits until it listens.
  static func start(settings: URL, log: URL) async throws -> ServedGateway {
    try Data().write(to: log)
    guard let errors = Descriptor.open(log.path, O_WRONLY | O_APPEND) else {
      throw ProgramStart.Failure(code: errno)
    }
    let program = try BuiltProgram.named("lighthouse-compat").path
    // One that is ended while it writes what was covered would spoil that of all.
    var environment = ProcessInfo.processInfo.environment
    environment["LLVM_PROFILE_FILE"] = "/dev/null"
    let process = try ChildProcess(
      [program, "serve", "-c", settings.path], errors: errors, environment: environment)
    let output = SpokenLines(process.output)
    let line = try await output.next { $0.hasPrefix("listening on ") }
    guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else {
      throw ChainKitError.unreadable(what: "port", text: line)
    }
    return ServedGateway(first: process, output: output, port: port)
  }

  /// Has the program replaced by itself and returns the new process's number.
  func replace(_ process: Int32) async throws -> Int32 {
    guard Glibc.kill(process, SIGUSR2) == 0 else { throw ProgramStart.Failure(code: errno) }
    let line = try await output.next { SpokenLines.process(in: $0) != nil }
    guard let number = SpokenLines.process(in: line) else {
      throw ChainKitError.unreadable(what: "process", text: line)
    }
    return number
  }

  /// Ends every process of it at once, whoever serves: for a test that has failed.
  func kill() async {
    for process in await output.processes { Glibc.kill(process, SIGKILL) }
    first.signal(SIGKILL)
    _ = try? await blocking { [first] in first.waitForEnd() }
  }

  /// The number of the process that was started first.
  var firstProcess: Int32 { first.id }

  /// Ends a process of it in order, and waits until nobody is left who could speak.
  func end(_ process: Int32) async throws {
    Glibc.kill(process, SIGTERM)
    try await output.toEnd()
    _ = try await blocking { [first] in first.waitForEnd() }
  }
}

/// What programs say on a pipe, line by line.
private actor SpokenLines {
  private let pipe: Descriptor
  private var rest: [UInt8] = []
  /// Those that said that they took over.
  private(set) var processes: [Int32] = []

  init(_ pipe: Descriptor) {
    self.pipe = pipe
  }

  /// The next line that is meant; the others are passed over.
  func next(_ isMeant: (String) -> Bool) async throws -> String {
    while true {
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        if let process = Self.process(in: line) { processes.append(process) }
        if isMeant(line) { return line }
      }
      let more = try await blocking { [pipe] in pipe.readSome() }
      if more.isEmpty { throw ChainKitError.unreadable(what: "line", text: "the end") }
      rest += more
    }
  }

  /// The number of a process that says that it took over.
  static func process(in line: String) -> Int32? {
    guard line.hasPrefix("took over as process ") else { return nil }
    return line.split(separator: " ").dropFirst(4).first.flatMap { Int32($0) }
  }

  func toEnd() async throws {
    while try await !blocking({ [pipe] in pipe.readSome() }).isEmpty {}
  }
}
