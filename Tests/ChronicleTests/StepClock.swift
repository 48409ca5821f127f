import Synchronization

/// A clock that goes on ten milliseconds each time it is read.
final class StepClock: Sendable {
  static let step: Int64 = 10_000_000

  private let moment = Mutex<Int64>(0)

  @Sendable func now() -> Int64 {
    moment.withLock {
      $0 += Self.step
      return $0
    }
  }
}
