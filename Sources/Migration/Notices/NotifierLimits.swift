/// What a notifier allows itself.
public struct NotifierLimits: Hashable, Sendable {
  /// Notices that wait, for each channel.
  public var queue = 256
  /// How long a second notice of the same key and no more urgency is left out.
  public var repeatedWithin = PlannedDuration.minutes(10)
  /// Keys that are remembered.
  public var keys = 1_024
  /// How long one delivery may take.
  public var delivery = PlannedDuration.seconds(5)
  /// The wait after a first failure; each further one doubles it.
  public var firstBackOff = PlannedDuration.seconds(1)
  public var longestBackOff = PlannedDuration.seconds(60)
  /// The age at which a notice is given up.
  public var oldest = PlannedDuration.hours(1)

  public init() {}

  func backOff(afterFailures count: Int) -> PlannedDuration {
    var wait = firstBackOff
    for _ in 0..<min(max(0, count - 1), 30) { wait = wait + wait }
    return min(longestBackOff, wait)
  }
}
