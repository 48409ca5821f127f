/// One step of a migration from state to state.
public struct TransitionRecord: Codable, Hashable, Sendable {
  public var migration: String
  public var attempt: Int
  /// What caused it: the state machine's event.
  public var event: String
  public var from: String
  public var to: String
  public var reason: String
  public var moment: Moment
  public var document: String

  public init(
    migration: String, attempt: Int, event: String, from: String, to: String, reason: String,
    moment: Moment, document: String = "{}"
  ) {
    self.migration = migration
    self.attempt = attempt
    self.event = event
    self.from = from
    self.to = to
    self.reason = reason
    self.moment = moment
    self.document = document
  }
}

extension TransitionRecord: LoggedRecord {
  public static let table = LoggedTable.transitions

  public var fields: [RecordField] {
    [
      .text("migration", migration), .integer("attempt", attempt), .text("event", event),
      .text("from", from), .text("to", to),
      .text("reason", ClippedText.clip(reason, to: ClippedText.sentence)),
    ] + moment.fields + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      migration: row.text("migration"), attempt: row.count("attempt"), event: row.text("event"),
      from: row.text("from"), to: row.text("to"), reason: row.text("reason"),
      moment: Moment(row), document: row.text("document"))
  }
}
