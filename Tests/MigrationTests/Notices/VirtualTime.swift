import Synchronization

@testable import Migration

/// A notifier's clock whose waits are over at once and are written down.
final class VirtualTime: Sendable {
  private struct State {
    var now = 1_000.0
    var waits: [Duration] = []
  }

  private let state = Mutex(State())

  var waits: [Duration] { state.withLock { $0.waits } }

  func advance(_ duration: PlannedDuration) {
    state.withLock { $0.now += duration.seconds }
  }

  var clock: NoticeClock {
    NoticeClock(
      wall: { 1_800_000_000_000 }, uptime: { self.state.withLock { $0.now } },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.waits.append(duration)
          state.now += PlannedDuration(duration).seconds
        }
      })
  }
}
