import Gateway
import Migration
import Synchronization

/// A migration's time that goes by the caller's calls, whatever the machine is doing.
final class SlotTime: Sendable {
  private let seconds = Mutex(1_700_000_000.0)

  var now: Double { seconds.withLock { $0 } }

  func advance(_ count: Double) { seconds.withLock { $0 += count } }

  /// The controller looks every few milliseconds, which is every few seconds of this time.
  var pace: MigrationPace {
    MigrationPace(
      clock: ControllerClock(
        wall: { [self] in Int64(now * 1_000) }, uptime: { [self] in now }),
      tick: .milliseconds(3))
  }
}
