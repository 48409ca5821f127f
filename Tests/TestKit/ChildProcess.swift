public import ChildPrograms
import Foundation
import Glibc

/// A program that a test started, with its standard output in a pipe.
public final class ChildProcess: Sendable {
  public let output: Descriptor
  private let group: ProcessGroup

  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - input: what it reads; nothing where it is left out.
  ///   - errors: where its standard error goes; to ours where it is left out.
  ///   - environment: this program's where it is left out.
  public init(
    _ command: [String], input: Descriptor? = nil, errors: Descriptor? = nil,
    environment: [String: String]? = nil
  ) throws {
    (group, output) = try Self.start(
      command, input, errors, environment ?? ProcessInfo.processInfo.environment)
  }

  /// Of the pipe only our end is left when it returns.
  private static func start(
    _ command: [String], _ input: Descriptor?, _ errors: Descriptor?,
    _ environment: [String: String]
  ) throws -> (ProcessGroup, Descriptor) {
    guard let pipe = Descriptor.pipe(), let input = input ?? .open("/dev/null", O_RDONLY) else {
      throw ProgramStart.Failure(code: errno)
    }
    let start = ProgramStart(
      command, environment: environment, input: input,
      output: pipe.writing, errors: errors ?? Descriptor(dup(STDERR_FILENO)))
    return (try start(), pipe.reading)
  }

  /// Its number.
  public var id: Int32 { group.id }

  /// Sends a signal, unless it has ended.
  public func signal(_ number: Int32) { group.signal(number) }

  /// Blocks until it has ended; to be called once.
  public func waitForEnd() -> ProcessGroup.Ending {
    group.reap()
    return group.ending ?? .exited(-1)
  }
}
