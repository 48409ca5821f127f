/// A notice as a webhook or a command is handed it.
struct NoticeDocument: Encodable, Hashable, Sendable {
  let schemaVersion = 1
  let migration: String
  let topic: NoticeTopic
  let urgency: MigrationNotice.Urgency
  let text: String
  let key: String
  /// Milliseconds since 1970 when it happened, which may be long before it arrives.
  let wallMilliseconds: Int64
  /// Those of its key that were left out before it.
  let repeats: Int

  init(_ entry: QueuedNotice) {
    migration = entry.migration
    topic = entry.notice.topic
    urgency = entry.notice.urgency
    text = entry.notice.text
    key = entry.notice.key
    wallMilliseconds = entry.wall
    repeats = entry.repeats
  }
}
