import Logging

@testable import Migration

/// A notifier with its surroundings, run while a test's body runs.
struct NoticeScene {
  let notifier: Notifier
  let time = VirtualTime()
  let log = RecordedLog()

  init(_ planned: PlannedNotification..., limits: NotifierLimits = NoticeScene.limits) {
    notifier = Notifier(
      planned, migration: "engine-v5", clock: time.clock, limits: limits, logger: log.logger)
  }

  /// The standard, but for a real time-out that a loaded machine keeps.
  static var limits: NotifierLimits {
    var limits = NotifierLimits()
    limits.delivery = .minutes(1)
    return limits
  }

  func run(_ body: (NoticeScene) async throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { await notifier.run() }
      try await body(self)
      group.cancelAll()
    }
  }

  /// Waits until the counts are as they should be.
  func wait(until isReached: (NoticeCounts) -> Bool) async {
    while !isReached(notifier.counts), !Task.isCancelled { await Task.yield() }
  }

  static func notice(
    _ text: String = "stage canary-10 begins", _ urgency: MigrationNotice.Urgency = .information,
    topic: NoticeTopic = .advance, key: String? = nil
  ) -> MigrationNotice {
    MigrationNotice(topic, urgency, text, key: key ?? text)
  }

  static func webhook(_ url: String) -> PlannedNotification {
    PlannedNotification(channel: .webhook, url: url)
  }
}
