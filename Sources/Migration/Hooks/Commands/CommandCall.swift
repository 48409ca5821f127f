import ChildPrograms
import Foundation
import Glibc

/// Runs a program to its end, on a thread of its own.
struct CommandCall: Sendable {
  let command: [String]
  /// What it reads on its standard input.
  let input: [UInt8]
  let limit: PlannedDuration

  /// Runs it; exit code 0 is success, of which the first line of standard output is returned.
  ///
  /// After the limit, or when the task is cancelled, its group is asked to end, and killed a second
  /// later.
  func run() async throws(CallFailure) -> String? {
    guard !Task.isCancelled else { throw .cancelled }
    guard let bell = WakeBell() else { throw notStarted(errno) }
    let result: Result<String?, CallFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: watch(bell)) }
      }
    } onCancel: {
      bell.cancel()
    }
    return try result.get()
  }

  private func notStarted(_ code: Int32) -> CallFailure {
    .notStarted(
      program: ReasonLine.clean(command.first ?? "a program without a name"),
      reason: String(cString: strerror(code)))
  }

  private func watch(_ bell: WakeBell) -> Result<String?, CallFailure> {
    // A program that does not read its input must not end this one; the thread is its own.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let group: ProcessGroup
    var watch: ProgramWatch
    do throws(ProgramStart.Failure) {
      (group, watch) = try start(bell)
    } catch {
      return .failure(notStarted(error.code))
    }
    Thread.detachNewThread {
      group.reap()
      bell.ring()
    }
    return outcome(watch.run(limit: limit.duration), watch)
  }

  /// Starts the program; of the pipes only our ends are left when it returns.
  private func start(
    _ bell: WakeBell
  ) throws(ProgramStart.Failure) -> (ProcessGroup, ProgramWatch) {
    guard let toInput = Descriptor.pipe(), let fromOutput = Descriptor.pipe(),
      let fromErrors = Descriptor.pipe()
    else { throw ProgramStart.Failure(code: errno) }
    let start = ProgramStart(
      command, input: toInput.reading, output: fromOutput.writing,
      errors: fromErrors.writing)
    let group = try start()
    let watch = ProgramWatch(
      group: group, bell: bell, input: input, writing: toInput.writing,
      output: fromOutput.reading, errors: fromErrors.reading)
    return (group, watch)
  }

  private func outcome(
    _ verdict: ProgramWatch.Verdict, _ watch: ProgramWatch
  ) -> Result<String?, CallFailure> {
    switch verdict {
    case .ended(.exited(0)): .success(watch.output.firstLine)
    case .ended(.exited(let code)):
      .failure(.exited(code: code, line: watch.errors.firstLine))
    case .ended(.signalled(let signal)):
      .failure(.signalled(signal, line: watch.errors.firstLine))
    case .timedOut: .failure(.timedOut(limit: limit))
    case .cancelled: .failure(.cancelled)
    }
  }
}
