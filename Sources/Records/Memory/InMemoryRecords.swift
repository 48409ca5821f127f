import Synchronization

/// Records that end with the process: for tests, simulations and a gateway without a state folder.
public final class InMemoryRecords: RecordStore {
  public let wasUnclean: Bool
  private let limits: StoreLimits
  private let state: Mutex<MemoryState>

  public init(limits: StoreLimits = StoreLimits()) {
    wasUnclean = false
    self.limits = limits
    state = Mutex(MemoryState())
  }

  private init(_ contents: MemoryState, limits: StoreLimits) {
    wasUnclean = contents.isRunning
    self.limits = limits
    state = Mutex(contents)
  }

  /// The store as a restarted controller finds it; this one is closed, as by the end of a process.
  public func reopened() -> InMemoryRecords {
    let contents = state.withLock { state in
      let copy = state
      state.isClosed = true
      return copy
    }
    return InMemoryRecords(contents.asFound(), limits: limits)
  }

  /// Makes every write fail like a full or broken disk until it is called with nil.
  public func failWrites(with error: RecordsError?) {
    state.withLock { $0.failure = error }
  }

  public func load() throws(RecordsError) -> StoredMigration? {
    try read { state throws(RecordsError) in try state.load(wasUnclean: wasUnclean) }
  }

  public func migrations() throws(RecordsError) -> [MigrationRecord] {
    try read { $0.migrations.values.sorted { $0.name < $1.name } }
  }

  @discardableResult
  public func commit(_ change: StoredChange) throws(RecordsError) -> [AuditEntry] {
    try change.check()
    return try write { state throws(RecordsError) in
      var next = state
      let entries = try next.apply(change)
      state = next
      return entries
    }
  }

  @discardableResult
  public func append<Record: LoggedRecord>(_ record: Record) throws(RecordsError) -> Int64 {
    try RecordRules.check(record)
    return try write { state throws(RecordsError) in
      try state.append(record, limit: limits.limit(of: Record.table))
    }
  }

  public func records<Record: LoggedRecord>(
    _ type: Record.Type, matching query: RecordQuery
  ) throws(RecordsError) -> [Numbered<Record>] {
    try read { $0.records(type, matching: query) }
  }

  public func upsert(_ experiment: ExperimentRecord) throws(RecordsError) {
    try RecordRules.check(name: experiment.name)
    try RecordRules.check(experiment)
    try write { $0.experiments[experiment.name] = experiment }
  }

  public func experiments() throws(RecordsError) -> [ExperimentRecord] {
    try read { $0.experiments.values.sorted { $0.name < $1.name } }
  }

  public func auditHead() throws(RecordsError) -> AuditHead {
    try read { $0.auditHead }
  }

  public func auditEntries(
    after number: Int64, limit: Int
  ) throws(RecordsError) -> [AuditEntry] {
    try read { Array($0.audit.lazy.filter { $0.number > number }.prefix(max(0, limit))) }
  }

  public func markRunning() throws(RecordsError) {
    try write { $0.isRunning = true }
  }

  public func markCleanlyStopped() throws(RecordsError) {
    try write { $0.isRunning = false }
  }

  public func close() throws(RecordsError) {
    state.withLock { $0.isClosed = true }
  }

  private func read<Value: Sendable>(
    _ body: (inout sending MemoryState) throws(RecordsError) -> sending Value
  ) throws(RecordsError) -> Value {
    try state.withLock { state throws(RecordsError) in
      guard !state.isClosed else { throw .closed }
      return try body(&state)
    }
  }

  private func write<Value: Sendable>(
    _ body: (inout sending MemoryState) throws(RecordsError) -> sending Value
  ) throws(RecordsError) -> Value {
    try read { state throws(RecordsError) in
      if let failure = state.failure { throw failure }
      return try body(&state)
    }
  }
}
