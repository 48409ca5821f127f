import NIOCore

/// Gathers exchanges for a few milliseconds before they are handed over to be compared: waking
/// another thread for each would cost more than comparing it.
final class ComparisonBatch {
  /// How long an exchange waits for others where the sides may differ.
  static let interval = TimeAmount.milliseconds(5)
  /// How long where they said the same to the byte: nothing depends on when that is told.
  static let leisure = TimeAmount.milliseconds(50)
  static let mostEntries = 16
  /// What is large is handed over at once.
  static let mostBytes = 1 << 20

  private let loop: any EventLoop
  private let queue: ComparisonQueue
  private var entries: [ComparisonQueue.Entry] = []
  private var bytes = 0
  /// When a timer hands over what is there; nil without one.
  private var due: NIODeadline?

  init(loop: any EventLoop, queue: ComparisonQueue) {
    self.loop = loop
    self.queue = queue
  }

  /// Exchanges that are not compared yet.
  var backlog: Int { entries.count + queue.backlog }

  func append(_ entry: ComparisonQueue.Entry) {
    entries.append(entry)
    bytes += entry.bytes
    if entries.count >= Self.mostEntries || bytes >= Self.mostBytes { return handOver() }
    schedule(loop.now + (entry.isUnanimous ? Self.leisure : Self.interval))
  }

  private func schedule(_ deadline: NIODeadline) {
    if let due, due <= deadline { return }
    due = deadline
    loop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
      // A timer that another went ahead of has nothing to do.
      guard due == deadline else { return }
      due = nil
      handOver()
    }
  }

  /// Hands over what there is.
  func handOver() {
    guard !entries.isEmpty else { return }
    queue.submit(entries)
    entries.removeAll(keepingCapacity: true)
    bytes = 0
  }
}
