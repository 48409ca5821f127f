import Synchronization

/// Lets one operation at a time through, in the order of asking; only so many may wait.
///
/// An actor's methods interleave wherever they wait; what holds a turn does not.
final class TurnQueue: Sendable {
  private enum Waiter {
    /// Its place in line is taken, its task is not yet waiting.
    case expected
    case waiting(CheckedContinuation<Bool, Never>)
    /// Its turn came, or it was given up, before its task waited.
    case decided(Bool)
  }

  private struct State {
    var isTaken = false
    var lastTicket: UInt64 = 0
    var line: [UInt64] = []
    var waiters: [UInt64: Waiter] = [:]
  }

  private enum Entry {
    case taken
    case waits(UInt64)
    case refused(waiting: Int)
  }

  private let state = Mutex(State())
  private let limit: Int
  private let patience: Duration
  private let clock: any Clock<Duration>

  /// - Parameters:
  ///   - limit: how many operations may wait besides the one that runs.
  ///   - patience: how long each of them may wait.
  init(limit: Int, patience: Duration, clock: any Clock<Duration>) {
    self.limit = max(limit, 0)
    self.patience = patience
    self.clock = clock
  }

  /// Operations in line behind the one that runs.
  var waiting: Int { state.withLock { $0.line.count } }

  /// Waits for the turn; whoever gets it must `give()` it back.
  ///
  /// - Throws: `tooBusy`, `waitedTooLong`, or `cancelled`; then nothing is to be given back.
  func take() async throws(NodeError) {
    switch enter() {
    case .taken: break
    case .refused(let waiting): throw .tooBusy(waiting: waiting, limit: limit)
    case .waits(let ticket):
      guard await isGranted(ticket) else {
        throw Task.isCancelled ? .cancelled : .waitedTooLong(patience)
      }
    }
    guard Task.isCancelled else { return }
    give()
    throw .cancelled
  }

  /// Hands the turn to whoever has waited longest.
  func give() {
    let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
      guard !state.line.isEmpty else {
        state.isTaken = false
        return nil
      }
      return Self.decide(state.line.removeFirst(), true, &state)
    }
    next?.resume(returning: true)
  }

  private func enter() -> Entry {
    state.withLock { state in
      guard state.isTaken else {
        state.isTaken = true
        return .taken
      }
      guard state.line.count < limit else { return .refused(waiting: state.line.count) }
      state.lastTicket += 1
      state.line.append(state.lastTicket)
      state.waiters[state.lastTicket] = .expected
      return .waits(state.lastTicket)
    }
  }

  /// Waits until the turn comes, the patience ends, or the task is cancelled.
  private func isGranted(_ ticket: UInt64) async -> Bool {
    await withTaskGroup(of: Bool?.self) { group in
      group.addTask { await self.turn(ticket) }
      group.addTask {
        if (try? await self.clock.sleep(for: self.patience)) != nil { self.giveUp(ticket) }
        return nil
      }
      var isGranted = false
      for await answer in group {
        guard let answer else { continue }
        isGranted = answer
        group.cancelAll()
      }
      return isGranted
    }
  }

  private func turn(_ ticket: UInt64) async -> Bool {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let decided: Bool? = state.withLock { state in
          if case .decided(let isGranted)? = state.waiters[ticket] {
            state.waiters[ticket] = nil
            return isGranted
          }
          state.waiters[ticket] = .waiting(continuation)
          return nil
        }
        if let decided { continuation.resume(returning: decided) }
      }
    } onCancel: {
      giveUp(ticket)
    }
  }

  /// Leaves the line; one whose turn has come stays.
  private func giveUp(_ ticket: UInt64) {
    let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
      guard let place = state.line.firstIndex(of: ticket) else { return nil }
      state.line.remove(at: place)
      return Self.decide(ticket, false, &state)
    }
    waiter?.resume(returning: false)
  }

  private static func decide(
    _ ticket: UInt64, _ isGranted: Bool, _ state: inout State
  ) -> CheckedContinuation<Bool, Never>? {
    if case .waiting(let continuation)? = state.waiters.removeValue(forKey: ticket) {
      return continuation
    }
    state.waiters[ticket] = .decided(isGranted)
    return nil
  }
}
