import Records

/// Where a controller's time comes from: an injected clock, so that tests need not wait.
public struct ControllerClock: Sendable {
  /// Milliseconds since 1970; it may step.
  public var wall: @Sendable () -> Int64
  /// Seconds on a clock that does not go back.
  public var uptime: @Sendable () -> Double

  public init(wall: @escaping @Sendable () -> Int64, uptime: @escaping @Sendable () -> Double) {
    self.wall = wall
    self.uptime = uptime
  }

  var moment: Moment {
    Moment(wallMilliseconds: wall(), uptimeMilliseconds: Int64(uptime() * 1_000))
  }
}
