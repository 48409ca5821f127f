/// An A/B test as it stands.
public struct ExperimentRecord: Codable, Hashable, Sendable {
  /// The test's name, `[a-z0-9][a-z0-9._-]{0,62}`.
  public var name: String
  /// "running" or "finished" for example.
  public var phase: String
  public var startMilliseconds: Int64
  public var endMilliseconds: Int64?
  public var moment: Moment
  /// The test and its results, as JSON text.
  public var document: String

  public init(
    name: String, phase: String, startMilliseconds: Int64, endMilliseconds: Int64? = nil,
    moment: Moment, document: String = "{}"
  ) {
    self.name = name
    self.phase = phase
    self.startMilliseconds = startMilliseconds
    self.endMilliseconds = endMilliseconds
    self.moment = moment
    self.document = document
  }
}

extension ExperimentRecord: FieldRecord {
  public static let kind = "experiments"

  public var fields: [RecordField] {
    [
      .text("name", name), .text("phase", phase),
      RecordField("startMilliseconds", .integer(startMilliseconds)),
      RecordField("endMilliseconds", endMilliseconds.map(FieldValue.integer) ?? .none),
    ] + moment.fields + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      name: row.text("name"), phase: row.text("phase"),
      startMilliseconds: row.integer("startMilliseconds"),
      endMilliseconds: row.optionalInteger("endMilliseconds"),
      moment: Moment(row), document: row.text("document"))
  }
}
