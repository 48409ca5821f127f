/// One drill: a cut-over and back, measured.
public struct DrillRecord: Codable, Hashable, Sendable {
  /// The migration's name; empty outside of one.
  public var migration: String
  public var attempt: Int
  /// "live" or "simulated", as the drill's module says.
  public var form: String
  public var outcome: String
  public var durationMilliseconds: Int64
  public var moment: Moment
  /// Detect, decide, switch, drain, verify and persist, as JSON text.
  public var document: String

  public init(
    migration: String, attempt: Int, form: String, outcome: String, durationMilliseconds: Int64,
    moment: Moment, document: String = "{}"
  ) {
    self.migration = migration
    self.attempt = attempt
    self.form = form
    self.outcome = outcome
    self.durationMilliseconds = durationMilliseconds
    self.moment = moment
    self.document = document
  }
}

extension DrillRecord: LoggedRecord {
  public static let table = LoggedTable.drills

  public var fields: [RecordField] {
    [
      .text("migration", migration), .integer("attempt", attempt), .text("form", form),
      .text("outcome", outcome),
      RecordField("durationMilliseconds", .integer(durationMilliseconds)),
    ] + moment.fields + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      migration: row.text("migration"), attempt: row.count("attempt"), form: row.text("form"),
      outcome: row.text("outcome"), durationMilliseconds: row.integer("durationMilliseconds"),
      moment: Moment(row), document: row.text("document"))
  }
}
