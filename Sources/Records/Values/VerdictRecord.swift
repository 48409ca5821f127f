/// What a window of evidence was judged to say.
public struct VerdictRecord: Codable, Hashable, Sendable {
  /// The migration's name; empty outside of one.
  public var migration: String
  public var attempt: Int
  /// The number that the window was stored under, or 0 where it was not stored.
  public var window: Int64
  public var verdict: String
  /// What was due because of it; empty for nothing.
  public var action: String
  public var moment: Moment
  /// The readings, as JSON text.
  public var document: String

  public init(
    migration: String, attempt: Int, window: Int64, verdict: String, action: String = "",
    moment: Moment, document: String
  ) {
    self.migration = migration
    self.attempt = attempt
    self.window = window
    self.verdict = verdict
    self.action = action
    self.moment = moment
    self.document = document
  }
}

extension VerdictRecord: LoggedRecord {
  public static let table = LoggedTable.verdicts

  public var fields: [RecordField] {
    [
      .text("migration", migration), .integer("attempt", attempt),
      RecordField("window", .integer(window)), .text("verdict", verdict), .text("action", action),
    ] + moment.fields + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      migration: row.text("migration"), attempt: row.count("attempt"),
      window: row.integer("window"), verdict: row.text("verdict"), action: row.text("action"),
      moment: Moment(row), document: row.text("document"))
  }
}
