/// A sample of an exchange in which the sides disagreed.
public struct MismatchRecord: Codable, Hashable, Sendable {
  /// The migration's name; empty outside of one.
  public var migration: String
  public var attempt: Int
  public var method: String
  /// How the comparison calls it, "mismatch" or "divergence" for example.
  public var classification: String
  /// Whether it outlives samples that are not critical when the room is used up.
  public var isCritical: Bool
  public var request: SampleBody
  public var v4: SampleBody
  public var v5: SampleBody
  public var moment: Moment
  /// The differing paths and what else is known, as JSON text.
  public var document: String

  public init(
    migration: String, attempt: Int, method: String, classification: String, isCritical: Bool,
    request: SampleBody, v4: SampleBody, v5: SampleBody, moment: Moment, document: String = "{}"
  ) {
    self.migration = migration
    self.attempt = attempt
    self.method = method
    self.classification = classification
    self.isCritical = isCritical
    self.request = request
    self.v4 = v4
    self.v5 = v5
    self.moment = moment
    self.document = document
  }
}

extension MismatchRecord: LoggedRecord {
  public static let table = LoggedTable.mismatches

  public var fields: [RecordField] {
    [
      .text("migration", migration), .integer("attempt", attempt), .text("method", method),
      .text("classification", classification), .flag("isCritical", isCritical),
    ] + request.fields("request") + v4.fields("v4") + v5.fields("v5") + moment.fields
      + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      migration: row.text("migration"), attempt: row.count("attempt"), method: row.text("method"),
      classification: row.text("classification"), isCritical: row.flag("isCritical"),
      request: SampleBody(row, "request"), v4: SampleBody(row, "v4"), v5: SampleBody(row, "v5"),
      moment: Moment(row), document: row.text("document"))
  }
}
