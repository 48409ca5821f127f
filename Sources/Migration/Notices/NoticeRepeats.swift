/// Remembers what has been told, so that it is not told again at once.
struct NoticeRepeats {
  private struct Told {
    var since: Double
    var urgency: MigrationNotice.Urgency
    var leftOut = 0
  }

  private var keys: [String: Told] = [:]
  private let window: Double
  private let limit: Int

  init(within window: PlannedDuration, limit: Int) {
    self.window = window.seconds
    self.limit = max(1, limit)
  }

  /// How many of its key were left out before this one; nil where this one is to be left out too.
  ///
  /// The time counts from the last that was told, so that what goes on and on is told again; more
  /// urgency is always told.
  mutating func admit(_ notice: MigrationNotice, at now: Double) -> Int? {
    let earlier = keys[notice.key]
    if var earlier, now - earlier.since < window, notice.urgency.rank <= earlier.urgency.rank {
      earlier.leftOut += 1
      keys[notice.key] = earlier
      return nil
    }
    keys[notice.key] = Told(since: now, urgency: notice.urgency)
    if keys.count > limit { forget(at: now) }
    return earlier?.leftOut ?? 0
  }

  private mutating func forget(at now: Double) {
    keys = keys.filter { now - $0.value.since < window }
    guard keys.count > limit, let oldest = keys.min(by: { $0.value.since < $1.value.since })
    else { return }
    keys[oldest.key] = nil
  }
}
