/// Where a notifier's time comes from, so that tests need not wait.
public struct NoticeClock: Sendable {
  /// Milliseconds since 1970; it may step.
  public var wall: @Sendable () -> Int64
  /// Seconds on a clock that does not go back.
  public var uptime: @Sendable () -> Double
  /// Waits; throws where the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(
    wall: @escaping @Sendable () -> Int64, uptime: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.wall = wall
    self.uptime = uptime
    self.sleep = sleep
  }
}
