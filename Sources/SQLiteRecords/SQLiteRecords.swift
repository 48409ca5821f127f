import GRDB
public import Records
import Synchronization

/// Records in one SQLite database of a state folder.
///
/// Every write is one transaction in a write-ahead log that is synchronized before the call returns
/// (`synchronous = FULL`). A full or read-only disk makes writes throw and leaves what was there.
public final class SQLiteRecords: RecordStore {
  /// For a reader beside the controller: whether the store is marked as running.
  public let wasUnclean: Bool
  /// Nil once it is closed: a closed connection must not be touched.
  private let connection: Mutex<DatabaseQueue?>
  private let limits: StoreLimits
  private let lock: StoreLock?
  private let folder: StateFolder

  init(
    _ database: DatabaseQueue, folder: StateFolder, limits: StoreLimits, lock: StoreLock?
  ) throws(RecordsError) {
    connection = Mutex(database)
    self.folder = folder
    self.limits = limits
    self.lock = lock
    do {
      wasUnclean = try database.read { try StoreRow($0).isRunning }
    } catch {
      throw SQLiteFailure.translate(error, folder)
    }
  }

  public func load() throws(RecordsError) -> StoredMigration? {
    try read { database in
      guard let name = try StoreRow(database).current else { return nil }
      let rows = try RecordSQL.rows(
        database, "SELECT * FROM migrations WHERE name = ?", [RecordSQL.value(.text(name))])
      guard let row = rows.first else { throw RecordsError.corrupt("no row of '\(name)'") }
      let last = try RecordSQL.records(
        TransitionRecord.self, database,
        RecordQuery(migration: name, limit: 1, isNewestFirst: true))
      return StoredMigration(
        record: try MigrationRecord(row), wasUnclean: self.wasUnclean, lastTransition: last.first)
    }
  }

  public func migrations() throws(RecordsError) -> [MigrationRecord] {
    try read { try RecordSQL.rows($0, "SELECT * FROM migrations ORDER BY name").map(Self.record) }
  }

  @discardableResult
  public func commit(_ change: StoredChange) throws(RecordsError) -> [AuditEntry] {
    try change.check()
    return try write { database in
      if let migration = change.migration {
        try RecordSQL.upsert(migration, database)
        try database.execute(sql: "UPDATE store SET current = ?", arguments: [migration.name])
      }
      if let transition = change.transition { try self.insert(transition, database) }
      if let drill = change.drill { try self.insert(drill, database) }
      return try Self.extendAudit(change.audit, database)
    }
  }

  @discardableResult
  public func append<Record: LoggedRecord>(_ record: Record) throws(RecordsError) -> Int64 {
    try RecordRules.check(record)
    return try write { try self.insert(record, $0) }
  }

  public func records<Record: LoggedRecord>(
    _ type: Record.Type, matching query: RecordQuery
  ) throws(RecordsError) -> [Numbered<Record>] {
    try read { try RecordSQL.records(type, $0, query) }
  }

  public func upsert(_ experiment: ExperimentRecord) throws(RecordsError) {
    try RecordRules.check(name: experiment.name)
    try RecordRules.check(experiment)
    try write { try RecordSQL.upsert(experiment, $0) }
  }

  public func experiments() throws(RecordsError) -> [ExperimentRecord] {
    try read { try RecordSQL.rows($0, "SELECT * FROM experiments ORDER BY name").map(Self.record) }
  }

  public func auditHead() throws(RecordsError) -> AuditHead {
    try read { try StoreRow($0).auditHead }
  }

  public func auditEntries(
    after number: Int64, limit: Int
  ) throws(RecordsError) -> [AuditEntry] {
    try read { database in
      try RecordSQL.rows(
        database, "SELECT * FROM audit WHERE number > ? ORDER BY number LIMIT ?",
        [number.databaseValue, max(0, limit).databaseValue]
      ).map(Self.record)
    }
  }

  public func markRunning() throws(RecordsError) {
    try write { try $0.execute(sql: "UPDATE store SET isRunning = 1") }
  }

  public func markCleanlyStopped() throws(RecordsError) {
    try write { try $0.execute(sql: "UPDATE store SET isRunning = 0") }
  }

  public func close() throws(RecordsError) {
    defer { lock?.release() }
    do {
      try connection.withLock { connection in
        defer { connection = nil }
        try connection?.close()
      }
    } catch {
      throw SQLiteFailure.translate(error, folder)
    }
  }

  /// What a setting of the connection is, for tests of what durability rests on.
  package func setting(_ pragma: String) throws(RecordsError) -> String? {
    try read { try String.fetchOne($0, sql: "PRAGMA \(pragma)") }
  }

  @discardableResult
  private func insert<Record: LoggedRecord>(
    _ record: Record, _ database: Database
  ) throws -> Int64 {
    if Record.table == .transitions, try !RecordSQL.knows(record.migration, database) {
      throw RecordsError.unknownMigration(record.migration)
    }
    return try RecordSQL.insert(record, database, limit: limits.limit(of: Record.table))
  }

  private static func record<Record: FieldRecord>(_ row: RecordRow) throws -> Record {
    try Record(row)
  }

  private static func extendAudit(
    _ notes: [AuditNote], _ database: Database
  ) throws -> [AuditEntry] {
    guard !notes.isEmpty else { return [] }
    var head = try StoreRow(database).auditHead
    var entries: [AuditEntry] = []
    for note in notes {
      let entry = try AuditChain.entry(note, after: head)
      try RecordSQL.insert(entry, database)
      head = AuditHead(count: entry.number, hash: entry.hash)
      entries.append(entry)
    }
    try database.execute(
      sql: "UPDATE store SET auditCount = ?, auditHash = ?", arguments: [head.count, head.hash])
    return entries
  }

  private func read<Value: Sendable>(
    _ body: @Sendable (Database) throws -> Value
  ) throws(RecordsError) -> Value {
    try access { try $0.read(body) }
  }

  private func write<Value: Sendable>(
    _ body: @Sendable (Database) throws -> Value
  ) throws(RecordsError) -> Value {
    try access { try $0.write(body) }
  }

  private func access<Value: Sendable>(
    _ body: (DatabaseQueue) throws -> Value
  ) throws(RecordsError) -> Value {
    do {
      return try connection.withLock { connection in
        guard let connection else { throw RecordsError.closed }
        return try body(connection)
      }
    } catch {
      throw SQLiteFailure.translate(error, folder)
    }
  }
}
