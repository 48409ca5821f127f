import Foundation
import GRDB
import Records

/// The statements that records become.
enum RecordSQL {
  @discardableResult
  static func insert<Record: LoggedRecord>(
    _ record: Record, _ database: Database, limit: Int?
  ) throws -> Int64 {
    try insert(record, database)
    let number = database.lastInsertedRowID
    if let limit { try drop(from: Record.table, to: limit, newest: number, database) }
    return number
  }

  static func insert(_ record: some FieldRecord, _ database: Database) throws {
    try execute(insertion(record), record, database)
  }

  static func upsert(_ record: some FieldRecord, _ database: Database) throws {
    let changes = record.fields.map { "\"\($0.name)\" = excluded.\"\($0.name)\"" }
    let clause = " ON CONFLICT (name) DO UPDATE SET \(changes.joined(separator: ", "))"
    try execute(insertion(record) + clause, record, database)
  }

  static func knows(_ migration: String, _ database: Database) throws -> Bool {
    try !rows(
      database, "SELECT name FROM migrations WHERE name = ?", [value(.text(migration))]
    ).isEmpty
  }

  static func records<Record: LoggedRecord>(
    _ type: Record.Type, _ database: Database, _ query: RecordQuery
  ) throws -> [Numbered<Record>] {
    var conditions = ["number > ?"]
    var arguments = [query.after.databaseValue]
    if let migration = query.migration {
      conditions.append("migration = ?")
      arguments.append(value(.text(migration)))
    }
    if let attempt = query.attempt {
      conditions.append("attempt = ?")
      arguments.append(attempt.databaseValue)
    }
    arguments.append(max(0, query.limit).databaseValue)
    let sql = """
      SELECT * FROM \(type.kind) WHERE \(conditions.joined(separator: " AND "))
      ORDER BY number \(query.isNewestFirst ? "DESC" : "ASC") LIMIT ?
      """
    return try rows(database, sql, arguments).map { row in
      Numbered(number: try row.integer("number"), record: try Record(row))
    }
  }

  static func rows(
    _ database: Database, _ sql: String, _ arguments: [DatabaseValue] = []
  ) throws -> [RecordRow] {
    try Row.fetchAll(
      database.cachedStatement(sql: sql), arguments: StatementArguments(arguments)
    ).map { row in
      RecordRow(Dictionary(row.map { ($0, field($1)) }) { $1 })
    }
  }

  /// A text with a zero byte is bound as bytes: SQLite's own texts end there.
  static func value(_ value: FieldValue) -> DatabaseValue {
    switch value {
    case .text(let text), .document(let text):
      text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
    case .integer(let integer): integer.databaseValue
    case .flag(let flag): flag.databaseValue
    case .bytes(let data): data.databaseValue
    case .none: .null
    }
  }

  private static func field(_ value: DatabaseValue) -> FieldValue {
    switch value.storage {
    case .null: .none
    case .int64(let integer): .integer(integer)
    case .double(let double): .text(String(double))
    case .string(let text): .text(text)
    case .blob(let data): .bytes(data)
    }
  }

  private static func insertion(_ record: some FieldRecord) -> String {
    let names = record.fields.map { "\"\($0.name)\"" }
    return """
      INSERT INTO \(type(of: record).kind) (\(names.joined(separator: ", ")))
      VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
      """
  }

  private static func execute(
    _ sql: String, _ record: some FieldRecord, _ database: Database
  ) throws {
    let arguments = record.fields.map { value($0.value) }
    try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
  }

  /// Numbers have no gaps, so that the age limit is a comparison; samples go by their weight.
  private static func drop(
    from table: LoggedTable, to limit: Int, newest: Int64, _ database: Database
  ) throws {
    switch table {
    case .windows, .verdicts, .transitions, .drills:
      try database.execute(
        sql: "DELETE FROM \(table.rawValue) WHERE number <= ?",
        arguments: [newest - Int64(limit)])
    case .mismatches:
      try database.execute(
        sql: """
          DELETE FROM mismatches WHERE number NOT IN (
            SELECT number FROM mismatches ORDER BY isCritical DESC, number DESC LIMIT ?)
          """, arguments: [limit])
    }
  }
}
