import GRDB
import Records

/// The single row about the store itself.
struct StoreRow {
  let current: String?
  let isRunning: Bool
  let auditHead: AuditHead

  init(_ database: Database) throws {
    guard let row = try RecordSQL.rows(database, "SELECT * FROM store").first else {
      throw RecordsError.corrupt("the row about the store is missing")
    }
    current = try row.optionalText("current")
    isRunning = try row.flag("isRunning")
    auditHead = AuditHead(count: try row.integer("auditCount"), hash: try row.text("auditHash"))
  }
}
