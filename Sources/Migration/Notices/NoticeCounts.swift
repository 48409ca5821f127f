/// What has become of the notices that a notifier was told.
public struct NoticeCounts: Codable, Hashable, Sendable {
  /// All that it was told.
  public var told = 0
  /// Those left out because the same was told a short time ago.
  public var repeated = 0
  /// From here on by channel, summed: those that wait.
  public var waiting = 0
  public var delivered = 0
  /// Attempts that failed and were, or are to be, repeated.
  public var failedAttempts = 0
  /// Those for which the queue had no room.
  public var dropped = 0
  /// Those that could not be delivered before they were too old.
  public var expired = 0
  /// Those that the channel will never take.
  public var refused = 0

  public init() {}

  mutating func add(_ channel: NoticeCounts) {
    waiting += channel.waiting
    delivered += channel.delivered
    failedAttempts += channel.failedAttempts
    dropped += channel.dropped
    expired += channel.expired
    refused += channel.refused
  }
}
