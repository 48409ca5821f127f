public import Glibc
import Synchronization

/// A running program and all that it starts in its process group.
public final class ProcessGroup: Sendable {
  /// How the program has ended.
  public enum Ending: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// The program's number, which is its group's.
  public let id: pid_t
  private let state = Mutex<Ending?>(nil)

  init(leader id: pid_t) {
    self.id = id
  }

  /// How it has ended; nil while it runs.
  public var ending: Ending? { state.withLock { $0 } }

  /// Sends a signal to everything in the group, unless its number is free for others already.
  public func signal(_ number: Int32) {
    state.withLock { ending in
      if ending == nil { _ = kill(-id, number) }
    }
  }

  /// Blocks until the program has ended, then kills what it has left behind in its group.
  public func reap() {
    guard ending == nil else { return }
    var info = siginfo_t()
    // What has ended keeps its number until it is taken, so that no stranger is killed.
    while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    state.withLock { ending in
      guard ending == nil else { return }
      _ = kill(-id, SIGKILL)
      var status: Int32 = 0
      var taken: pid_t
      repeat { taken = waitpid(id, &status, 0) } while taken < 0 && errno == EINTR
      let signal = status & 0x7f
      // Where somebody else has taken it, nobody knows how it ended: that is no success.
      ending =
        taken != id
        ? .exited(-1) : signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
  }
}
