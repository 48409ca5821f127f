/// A migration as it stands: all that a restart needs.
public struct MigrationRecord: Codable, Hashable, Sendable {
  /// The migration's name, `[a-z0-9][a-z0-9._-]{0,62}`.
  public var name: String
  public var attempt: Int
  /// The kind of state, "canary" for example; `document` holds it whole.
  public var state: String
  public var stage: String
  public var mode: String
  /// The share of v5 in basis points.
  public var share: Int
  /// How long the stage has run; the time in which the controller was down is not part of it.
  public var stageElapsedMilliseconds: Int64
  public var isPaused: Bool
  public var holds: [HoldRecord]
  public var lockOut: LockOutRecord?
  public var moment: Moment
  /// The plan in force, as JSON text.
  public var plan: String
  /// The state machine, as JSON text.
  public var document: String

  public init(
    name: String, attempt: Int = 1, state: String, stage: String = "", mode: String,
    share: Int = 0, stageElapsedMilliseconds: Int64 = 0, isPaused: Bool = false,
    holds: [HoldRecord] = [], lockOut: LockOutRecord? = nil, moment: Moment,
    plan: String = "{}", document: String = "{}"
  ) {
    self.name = name
    self.attempt = attempt
    self.state = state
    self.stage = stage
    self.mode = mode
    self.share = share
    self.stageElapsedMilliseconds = stageElapsedMilliseconds
    self.isPaused = isPaused
    self.holds = holds
    self.lockOut = lockOut
    self.moment = moment
    self.plan = plan
    self.document = document
  }
}

extension MigrationRecord: FieldRecord {
  public static let kind = "migrations"

  public var fields: [RecordField] {
    [
      .text("name", name), .integer("attempt", attempt), .text("state", state),
      .text("stage", stage), .text("mode", mode), .integer("share", share),
      RecordField("stageElapsedMilliseconds", .integer(stageElapsedMilliseconds)),
      .flag("isPaused", isPaused),
      .document("holds", RecordJSON.text(holds)),
      .document("lockOut", lockOut.map(RecordJSON.text)),
      .document("plan", plan),
    ] + moment.fields + [.document("document", document)]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    let lockOut = try row.optionalText("lockOut")
    try self.init(
      name: row.text("name"), attempt: row.count("attempt"), state: row.text("state"),
      stage: row.text("stage"), mode: row.text("mode"), share: row.count("share"),
      stageElapsedMilliseconds: row.integer("stageElapsedMilliseconds"),
      isPaused: row.flag("isPaused"),
      holds: RecordJSON.value([HoldRecord].self, row.text("holds"), "holds"),
      lockOut: lockOut.map { text throws(RecordsError) in
        try RecordJSON.value(LockOutRecord.self, text, "lockOut")
      },
      moment: Moment(row), plan: row.text("plan"), document: row.text("document"))
  }
}
