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

  private let loop: any EventLoop
  private var queues: [Int64: CircularBuffer<Entry>] = [:]
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
    let key = length.nanoseconds
    while let first = queues[key]?.first, !isOutstanding(first.id) { queues[key]?.removeFirst() }
    queues[key, default: []].append(Entry(deadline: deadline, id: id, budget: budget))
    arm(for: deadline)
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
    for length in queues.keys {
      while let first = queues[length]?.first, first.deadline <= now || !isOutstanding(first.id) {
        if first.deadline <= now { due.append(first) }
        queues[length]?.removeFirst()
      }
    }
    for entry in due { spent(entry.budget, entry.id) }
    if let next = queues.values.compactMap(\.first?.deadline).min() { arm(for: next) }
  }
}
