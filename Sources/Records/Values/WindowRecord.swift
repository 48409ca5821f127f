/// One window of evidence, kept so that decisions can be judged again.
public struct WindowRecord: Codable, Hashable, Sendable {
  /// The migration's name; empty outside of one.
  public var migration: String
  public var attempt: Int
  public var stage: String
  public var moment: Moment
  /// The window's sufficient statistics, as JSON text.
  public var document: String

  public init(
    migration: String, attempt: Int, stage: String, moment: Moment, document: String
  ) {
    self.migration = migration
    self.attempt = attempt
    self.stage = stage
    self.moment = moment
    self.document = document
  }
}

extension WindowRecord: LoggedRecord {
  public static let table = LoggedTable.windows

  public var fields: [RecordField] {
    [.text("migration", migration), .integer("attempt", attempt), .text("stage", stage)]
      + moment.fields + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      migration: row.text("migration"), attempt: row.count("attempt"), stage: row.text("stage"),
      moment: Moment(row), document: row.text("document"))
  }
}
