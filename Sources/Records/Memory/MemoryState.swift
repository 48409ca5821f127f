/// What `InMemoryRecords` holds.
struct MemoryState: Sendable {
  var isClosed = false
  var isRunning = false
  var failure: RecordsError?
  var experiments: [String: ExperimentRecord] = [:]
  private(set) var migrations: [String: MigrationRecord] = [:]
  private(set) var audit: [AuditEntry] = []
  private(set) var auditHead = AuditHead.start
  private var current: String?
  private var logs: [LoggedTable: [MemoryLine]] = [:]
  private var numbers: [LoggedTable: Int64] = [:]

  /// The contents without what belonged to the process that ended.
  func asFound() -> Self {
    var copy = self
    copy.isClosed = false
    copy.failure = nil
    return copy
  }

  func load(wasUnclean: Bool) throws(RecordsError) -> StoredMigration? {
    guard let current, let record = migrations[current] else { return nil }
    let last = records(
      TransitionRecord.self,
      matching: RecordQuery(migration: current, limit: 1, isNewestFirst: true))
    return StoredMigration(record: record, wasUnclean: wasUnclean, lastTransition: last.first)
  }

  mutating func apply(_ change: StoredChange) throws(RecordsError) -> [AuditEntry] {
    if let migration = change.migration {
      migrations[migration.name] = migration
      current = migration.name
    }
    if let transition = change.transition { try append(transition, limit: nil) }
    if let drill = change.drill { try append(drill, limit: nil) }
    var entries: [AuditEntry] = []
    for note in change.audit {
      let entry = try AuditChain.entry(note, after: auditHead)
      auditHead = AuditHead(count: entry.number, hash: entry.hash)
      entries.append(entry)
    }
    audit += entries
    return entries
  }

  @discardableResult
  mutating func append<Record: LoggedRecord>(
    _ record: Record, limit: Int?
  ) throws(RecordsError) -> Int64 {
    if Record.table == .transitions, migrations[record.migration] == nil {
      throw .unknownMigration(record.migration)
    }
    // Through its fields, as a database would keep it.
    let kept = try Record(
      RecordRow(Dictionary(record.fields.map { ($0.name, $0.value) }) { $1 }))
    let number = numbers[Record.table, default: 0] + 1
    numbers[Record.table] = number
    logs[Record.table, default: []].append(MemoryLine(number: number, record: kept))
    if let limit { drop(from: Record.table, limit: limit) }
    return number
  }

  func records<Record: LoggedRecord>(
    _ type: Record.Type, matching query: RecordQuery
  ) -> [Numbered<Record>] {
    let lines = logs[type.table, default: []]
    let ordered = query.isNewestFirst ? AnyCollection(lines.reversed()) : AnyCollection(lines)
    return ordered.lazy
      .filter { line in
        line.number > query.after
          && query.migration.map { $0 == line.record.migration } ?? true
          && query.attempt.map { $0 == line.record.attempt } ?? true
      }
      .prefix(query.limit)
      .compactMap { line in
        (line.record as? Record).map { Numbered(number: line.number, record: $0) }
      }
  }

  private mutating func drop(from table: LoggedTable, limit: Int) {
    guard var lines = logs[table], lines.count > limit else { return }
    let lesser = lines.firstIndex { !(($0.record as? MismatchRecord)?.isCritical ?? false) }
    lines.remove(at: lesser ?? lines.startIndex)
    logs[table] = lines
  }
}
