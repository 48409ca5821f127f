public import Logging
import Synchronization

/// Tells people what happens, by the plan's channels, without ever being in the way.
///
/// Each channel has a bounded queue and a task of its own; what cannot be delivered is tried again
/// with a growing wait until it is too old.
public final class Notifier: Sendable {
  private struct State {
    var repeats: NoticeRepeats
    var counts = NoticeCounts()
  }

  private let channels: [NoticeChannel]
  private let migration: String
  private let clock: NoticeClock
  private let state: Mutex<State>

  public init(
    _ planned: [PlannedNotification], migration: String, clock: NoticeClock,
    limits: NotifierLimits = NotifierLimits(), logger: Logger
  ) {
    channels = planned.map { NoticeChannel($0, limits: limits, clock: clock, logger: logger) }
    self.migration = migration
    self.clock = clock
    state = Mutex(
      State(repeats: NoticeRepeats(within: limits.repeatedWithin, limit: limits.keys)))
  }

  /// Queues a notice for every channel of its topic and returns at once.
  ///
  /// What was told under the same key within ten minutes is left out and counted.
  public func tell(_ notice: MigrationNotice) {
    var notice = notice
    notice.text = Self.clip(notice.text)
    notice.key = Self.clip(notice.key)
    let now = clock.uptime()
    let repeats = state.withLock { state in
      state.counts.told += 1
      let repeats = state.repeats.admit(notice, at: now)
      if repeats == nil { state.counts.repeated += 1 }
      return repeats
    }
    guard let repeats else { return }
    let entry = QueuedNotice(
      notice: notice, migration: migration, wall: clock.wall(), uptime: now, repeats: repeats)
    for channel in channels { channel.tell(entry) }
  }

  /// Delivers until the task is cancelled; to be run once.
  public func run() async {
    await withDiscardingTaskGroup { group in
      for channel in channels {
        group.addTask { await channel.run() }
      }
    }
  }

  /// What has become of everything so far.
  public var counts: NoticeCounts {
    var counts = state.withLock { $0.counts }
    for channel in channels { counts.add(channel.counts) }
    return counts
  }

  private static func clip(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard
      let end = scalars.index(
        scalars.startIndex, offsetBy: QueuedNotice.textLimit, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return text }
    return String(text[..<end]) + "…"
  }
}
