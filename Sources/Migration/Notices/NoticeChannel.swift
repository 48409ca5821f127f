import Logging
import Synchronization

/// One channel with a queue of its own, so that it delays no other.
final class NoticeChannel: Sendable {
  private struct State {
    var queue: NoticeQueue
    var counts = NoticeCounts()
  }

  private let transport: NoticeTransport
  private let isBroken: Bool
  private let topics: Set<NoticeTopic>
  private let limits: NotifierLimits
  private let clock: NoticeClock
  private let logger: Logger
  private let state: Mutex<State>
  private let bell: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  init(
    _ planned: PlannedNotification, limits: NotifierLimits, clock: NoticeClock, logger: Logger
  ) {
    transport = NoticeTransport(planned, logger: logger)
    topics = Set(planned.topics.isEmpty ? NoticeTopic.allCases : planned.topics)
    self.limits = limits
    self.clock = clock
    self.logger = logger
    state = Mutex(State(queue: NoticeQueue(limit: limits.queue)))
    (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    isBroken = if case .broken = transport { true } else { false }
    if case .broken(let failure) = transport {
      logger.error(
        "nobody can be told by this channel: \(failure)",
        metadata: ["channel": "\(planned.channel.rawValue)"])
    }
  }

  var counts: NoticeCounts {
    state.withLock { state in
      var counts = state.counts
      counts.waiting = state.queue.count
      return counts
    }
  }

  /// Queues a notice if it is of the channel's topics.
  func tell(_ entry: QueuedNotice) {
    guard topics.contains(entry.notice.topic) else { return }
    state.withLock { state in
      if state.queue.append(entry) != nil { state.counts.dropped += 1 }
    }
    ring.yield()
  }

  /// Delivers until the task is cancelled.
  func run() async {
    var failures = 0
    for await _ in bell {
      while !Task.isCancelled, let entry = next() {
        do throws(CallFailure) {
          try await transport.deliver(entry, limit: limits.delivery)
          state.withLock { $0.counts.delivered += 1 }
          if failures > 0 { logger.notice("the channel delivers again", metadata: metadata) }
          failures = 0
        } catch {
          guard keep(entry, error, failures) else { continue }
          failures += 1
          do { try await clock.sleep(limits.backOff(afterFailures: failures).duration) } catch {
            return
          }
        }
      }
    }
  }

  /// The next notice that is not too old.
  private func next() -> QueuedNotice? {
    let now = clock.uptime()
    return state.withLock { state in
      while let entry = state.queue.next() {
        if now - entry.uptime <= limits.oldest.seconds { return entry }
        state.counts.expired += 1
      }
      return nil
    }
  }

  /// Puts a notice back that may be delivered another time; false where that is hopeless.
  private func keep(_ entry: QueuedNotice, _ failure: CallFailure, _ failures: Int) -> Bool {
    state.withLock { state in
      if failure.isLasting {
        state.counts.refused += 1
      } else {
        if failure != .cancelled { state.counts.failedAttempts += 1 }
        if state.queue.putBack(entry) != nil { state.counts.dropped += 1 }
      }
    }
    if failure != .cancelled {
      // What fails again and again is said once.
      let isNew = failures == 0 && !isBroken
      let level: Logger.Level = !isNew ? .debug : failure.isLasting ? .error : .warning
      logger.log(level: level, "a notice was not delivered: \(failure)", metadata: metadata)
    }
    return !failure.isLasting
  }

  private var metadata: Logger.Metadata { ["channel": "\(transport)"] }
}
