import Foundation
import Glibc

/// Starts a program in a process group of its own, with nothing of ours but PATH and HOME.
struct ProgramStart {
  struct Failure: Error {
    let code: Int32

    var reason: String { String(cString: strerror(code)) }
  }

  let command: [String]
  let input: Descriptor
  let output: Descriptor
  let errors: Descriptor

  func callAsFunction() throws(Failure) -> ProcessGroup {
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
    var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) }
    defer { for text in arguments + environment { free(text) } }
    arguments.append(nil)
    environment.append(nil)
    var id: pid_t = 0
    let code = posix_spawnp(&id, program, &actions, &attributes, arguments, environment)
    guard code == 0 else { throw Failure(code: code) }
    return ProcessGroup(leader: id)
  }

  private static var environment: [String] {
    ["PATH", "HOME"].compactMap { name in
      ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
    }
  }

  private func connect(_ actions: inout posix_spawn_file_actions_t) {
    for (number, descriptor) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor.raw, Int32(number))
    }
    // Connections and locks are no business of a hook's. Other threads open more while this goes
    // on, so that every number is closed, the free ones and a margin above them too.
    for number in 3...Self.highestDescriptor + Self.margin {
      posix_spawn_file_actions_addclose(&actions, number)
    }
  }

  /// Descriptors that other threads may open until the program runs.
  private static let margin: Int32 = 256

  private static var highestDescriptor: Int32 {
    let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return max(3, open?.compactMap { Int32($0) }.max() ?? 4_096)
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
