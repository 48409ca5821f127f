extension RecordStore {
  /// Saves a migration's state without a transition, as the stage's clock wants it.
  public func save(_ migration: MigrationRecord) throws(RecordsError) {
    try commit(StoredChange(migration: migration))
  }

  /// Appends one audit entry.
  @discardableResult
  public func append(audit note: AuditNote) throws(RecordsError) -> AuditEntry {
    guard let entry = try commit(StoredChange(audit: [note])).first else {
      throw .corrupt("an audit note left no entry")
    }
    return entry
  }

  /// The transitions of a migration, of one attempt or of all.
  public func transitions(
    of migration: String? = nil, attempt: Int? = nil, after: Int64 = 0, limit: Int = 10_000
  ) throws(RecordsError) -> [Numbered<TransitionRecord>] {
    try records(
      TransitionRecord.self,
      matching: RecordQuery(migration: migration, attempt: attempt, after: after, limit: limit))
  }

  /// The windows after a number.
  public func windows(
    after number: Int64 = 0, limit: Int = 1_000
  ) throws(RecordsError) -> [Numbered<WindowRecord>] {
    try records(WindowRecord.self, matching: RecordQuery(after: number, limit: limit))
  }

  /// The newest mismatch samples, the newest first.
  public func mismatches(
    limit: Int = 256
  ) throws(RecordsError) -> [Numbered<MismatchRecord>] {
    try records(MismatchRecord.self, matching: RecordQuery(limit: limit, isNewestFirst: true))
  }

  /// The newest drills, the newest first.
  public func drills(limit: Int = 100) throws(RecordsError) -> [Numbered<DrillRecord>] {
    try records(DrillRecord.self, matching: RecordQuery(limit: limit, isNewestFirst: true))
  }

  /// Follows the whole audit log and names the first entry that is not what was written.
  public func verifyAudit() throws(RecordsError) -> AuditVerification {
    let head = try auditHead()
    var chain = AuditChain()
    var last: Int64 = .min
    while true {
      let page = try auditEntries(after: last, limit: 500)
      for entry in page { chain.follow(entry) }
      guard let end = page.last?.number else { break }
      last = end
    }
    let verdict = chain.verdict(head)
    // Where a controller wrote meanwhile, the log goes further than the head that was read first.
    guard case .broken(_, .beyondHead) = verdict else { return verdict }
    return chain.verdict(try auditHead())
  }
}
