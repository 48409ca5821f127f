import NIOCore

/// Gathers exchanges for a few milliseconds before they are handed over to be compared: waking
/// another thread for each would cost more than comparing it.
final class ComparisonBatch {
  static let interval = TimeAmount.milliseconds(5)
  static let mostEntries = 64
  /// What is large is handed over at once.
  static let mostBytes = 1 << 20

  private let loop: any EventLoop
  private let queue: ComparisonQueue
  private var entries: [ComparisonQueue.Entry] = []
  private var bytes = 0
  private var isScheduled = false

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
    guard !isScheduled else { return }
    isScheduled = true
    loop.assumeIsolated().scheduleTask(in: Self.interval) { [self] in
      isScheduled = false
      handOver()
    }
  }

  private func handOver() {
    guard !entries.isEmpty else { return }
    queue.submit(entries)
    entries.removeAll(keepingCapacity: true)
    bytes = 0
  }
}
