public import Migration
import NIOCore

/// How fast a migration's time goes: as the machine's, or compressed for a demonstration.
public struct MigrationPace: Sendable {
  public var clock: ControllerClock
  /// The real time from one look of the controller to the next.
  public var tick: Duration
  /// Seconds of the migration's time in one of the machine's.
  public var speed: Double

  public init(clock: ControllerClock, tick: Duration, speed: Double = 1) {
    self.clock = clock
    self.tick = tick
    self.speed = speed
  }

  /// The machine's clocks, and a look every second.
  public static func real(_ now: @escaping @Sendable () -> Double) -> MigrationPace {
    MigrationPace(
      clock: ControllerClock(
        wall: { Int64(now() * 1_000) },
        uptime: { Double(NIODeadline.now().uptimeNanoseconds) / 1e9 }),
      tick: .seconds(1))
  }

  /// Time that goes `factor` times as fast as the machine's, from now on.
  public static func compressed(by factor: Double) -> MigrationPace {
    let begin = NIODeadline.now()
    let passed: @Sendable () -> Double = {
      Double((NIODeadline.now() - begin).nanoseconds) / 1e9 * factor
    }
    let start = 1_700_000_000.0
    return MigrationPace(
      clock: ControllerClock(
        wall: { Int64((start + passed()) * 1_000) }, uptime: { start + passed() }),
      tick: .seconds(4 / factor), speed: factor)
  }
}
