import Synchronization

/// A clock that stands still until it is set.
final class ManualClock: Sendable {
  private let seconds: Mutex<Double>

  init(_ seconds: Double = 1_000) { self.seconds = Mutex(seconds) }

  var now: Double { seconds.withLock { $0 } }

  func set(_ value: Double) { seconds.withLock { $0 = value } }

  func advance(_ by: Double) { seconds.withLock { $0 += by } }
}
