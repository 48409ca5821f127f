import Dispatch

/// One dispatch queue as an actor's executor, so that waiting for a disk blocks no shared thread.
final class LaneExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "records")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
