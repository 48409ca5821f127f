import NIOCore

/// The budgets of exchanges under way, with one timer of the loop for all of them.
///
/// Budgets of one length run out in the order in which they began, so each length is a queue; an
/// exchange that has ended is stepped over.
final class BudgetTimers {
  private struct Entry {
    var deadline: NIODeadline
    var id: ExchangeID
    var budget: ExchangeAction.Budget
  }

  private struct Queue {
    let length: TimeAmount
    var entries = CircularBuffer<Entry>()
  }

  private let loop: any EventLoop
  /// As many as there are lengths: a handful.
  private var queues: [Queue] = []
  private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
  /// What is to be done when a budget is spent.
  var spent: (ExchangeAction.Budget, ExchangeID) -> Void = { _, _ in }
  /// Whether an exchange is still under way.
  var isOutstanding: (ExchangeID) -> Bool = { _ in true }

  init(loop: any EventLoop) {
    self.loop = loop
  }

  func start(_ budget: ExchangeAction.Budget, _ id: ExchangeID, _ length: TimeAmount) {
    let deadline = NIODeadline.now() + length
    let queue = queue(of: length)
    dropEnded(queue)
    queues[queue].entries.append(Entry(deadline: deadline, id: id, budget: budget))
    arm(for: deadline)
  }

  private func queue(of length: TimeAmount) -> Int {
    if let known = queues.firstIndex(where: { $0.length == length }) { return known }
    queues.append(Queue(length: length))
    return queues.count - 1
  }

  private func dropEnded(_ queue: Int) {
    while let first = queues[queue].entries.first, !isOutstanding(first.id) {
      queues[queue].entries.removeFirst()
    }
  }

  func cancel() {
    timer?.task.cancel()
    timer = nil
    queues.removeAll()
  }

  private func arm(for deadline: NIODeadline) {
    if let timer, timer.deadline <= deadline { return }
    timer?.task.cancel()
    let task = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      if let self { self.fire() }
    }
    timer = (deadline, task)
  }

  private func fire() {
    timer = nil
    let now = NIODeadline.now()
    var due: [Entry] = []
    for queue in queues.indices {
      dropEnded(queue)
      while let first = queues[queue].entries.first, first.deadline <= now {
        due.append(first)
        queues[queue].entries.removeFirst()
        dropEnded(queue)
      }
    }
    for entry in due { spent(entry.budget, entry.id) }
    if let next = queues.compactMap(\.entries.first?.deadline).min() { arm(for: next) }
  }
}
