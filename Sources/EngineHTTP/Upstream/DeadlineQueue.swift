import NIOCore

/// The exchanges under way and when each is to end: one timer for all of them.
///
/// A timer for each request would be armed and cancelled each time; this one is armed for the
/// earliest deadline and looks around when it fires.
final class DeadlineQueue {
  private let loop: any EventLoop
  /// What is to be done with an exchange whose time is up.
  var expire: (UpstreamExchange) -> Void = { _ in }
  private var exchanges: [UpstreamExchange] = []
  private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?

  init(loop: any EventLoop) {
    self.loop = loop
  }

  func insert(_ exchange: UpstreamExchange) {
    exchange.deadlines = self
    exchange.slot = exchanges.count
    exchanges.append(exchange)
    arm(for: exchange.deadline)
  }

  func remove(_ exchange: UpstreamExchange) {
    guard exchange.deadlines === self else { return }
    exchange.deadlines = nil
    let slot = exchange.slot
    guard slot < exchanges.count, exchanges[slot] === exchange else { return }
    exchanges.swapAt(slot, exchanges.count - 1)
    exchanges.removeLast()
    if slot < exchanges.count { exchanges[slot].slot = slot }
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
    for exchange in exchanges.filter({ $0.deadline <= now }) { expire(exchange) }
    if let next = exchanges.map(\.deadline).min() { arm(for: next) }
  }
}
