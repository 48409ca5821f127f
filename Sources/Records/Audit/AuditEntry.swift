/// One entry of the audit log, bound to all before it by its hash.
public struct AuditEntry: Codable, Hashable, Sendable {
  /// Counts from 1, without gaps.
  public let number: Int64
  public let note: AuditNote
  /// The hash of the entry before; 64 zeros for the first.
  public let previousHash: String
  /// The SHA-256 of all above, in hex.
  public let hash: String

  public init(number: Int64, note: AuditNote, previousHash: String, hash: String) {
    self.number = number
    self.note = note
    self.previousHash = previousHash
    self.hash = hash
  }
}

extension AuditEntry: FieldRecord {
  public static let kind = "audit"

  public var fields: [RecordField] {
    [
      RecordField("number", .integer(number)), .text("migration", note.migration),
      .text("who", note.who), .text("what", note.what), .text("why", note.why),
      .document("evidence", note.evidence),
      RecordField("wallMilliseconds", .integer(note.wallMilliseconds)),
      .text("previousHash", previousHash), .text("hash", hash),
    ]
  }

  public init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      number: row.integer("number"),
      note: AuditNote(
        migration: row.text("migration"), who: row.text("who"), what: row.text("what"),
        why: row.text("why"), evidence: row.text("evidence"),
        wallMilliseconds: row.integer("wallMilliseconds")),
      previousHash: row.text("previousHash"), hash: row.text("hash"))
  }
}
