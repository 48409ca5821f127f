import CSpawn
import Foundation
import Glibc

/// Starts a program in a process group of its own, with no descriptor of ours but those given.
///
/// Foundation's `Process` is not used: on Linux it reads past the end of a directory's entries when
/// it looks for open descriptors, and ends this program now and then.
public struct ProgramStart: Sendable {
  public struct Failure: Error {
    /// As `errno` has it.
    public let code: Int32

    public init(code: Int32) { self.code = code }

    public var reason: String { String(cString: strerror(code)) }
  }

  private let command: [String]
  private let environment: [String: String]
  private let input: Descriptor
  private let output: Descriptor
  private let errors: Descriptor
  private let extra: Descriptor?

  /// The number of a fourth descriptor in the program that gets one.
  public static let extraNumber: Int32 = 3

  /// - Parameters:
  ///   - command: the program, looked for in PATH unless it is a path, and its arguments.
  ///   - environment: of ours only PATH and HOME where nothing else is said.
  ///   - extra: a fourth descriptor, `extraNumber` in the program.
  public init(
    _ command: [String], environment: [String: String] = Self.modestEnvironment,
    input: Descriptor, output: Descriptor, errors: Descriptor, extra: Descriptor? = nil
  ) {
    self.extra = extra
    self.command = command
    self.environment = environment
    self.input = input
    self.output = output
    self.errors = errors
  }

  /// Starts it; the caller has to `reap` it.
  public func callAsFunction() throws(Failure) -> ProcessGroup {
    guard let program = command.first, !program.isEmpty,
      !command.contains(where: { $0.utf8.contains(0) })
    else { throw Failure(code: EINVAL) }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { throw Failure(code: ENOMEM) }
    defer { posix_spawn_file_actions_destroy(&actions) }
    guard posix_spawnattr_init(&attributes) == 0 else { throw Failure(code: ENOMEM) }
    defer { posix_spawnattr_destroy(&attributes) }
    connect(&actions)
    Self.separate(&attributes)

    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    var environment: [UnsafeMutablePointer<CChar>?] = self.environment.map {
      strdup("\($0.key)=\($0.value)")
    }
    defer { for text in arguments + environment { free(text) } }
    arguments.append(nil)
    environment.append(nil)
    var id: pid_t = 0
    let code = posix_spawnp(&id, program, &actions, &attributes, arguments, environment)
    guard code == 0 else { throw Failure(code: code) }
    return ProcessGroup(leader: id)
  }

  public static var modestEnvironment: [String: String] {
    ProcessInfo.processInfo.environment.filter { ["PATH", "HOME"].contains($0.key) }
  }

  private func connect(_ actions: inout posix_spawn_file_actions_t) {
    let given = [input, output, errors] + (extra.map { [$0] } ?? [])
    for (number, descriptor) in given.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor.raw, Int32(number))
    }
    // Connections and locks are no business of its.
    posix_spawn_file_actions_addclosefrom_np(&actions, Int32(given.count))
  }

  /// A group of its own, and signals as a program expects them.
  private static func separate(_ attributes: inout posix_spawnattr_t) {
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }
}
