/// Where a migration's records are kept.
///
/// The methods are synchronous: «persist, then apply» (S9) is then two statements with nothing in
/// between, which a suspension would not be, and a boot or a command needs no task. They wait for
/// the disk, so a controller that must not (S8: rollback needs no disk) reaches them through a
/// `StoreLane`. A store has one writer; the calls are safe from any thread.
///
/// A write that throws is not acknowledged: after `failed` it may nevertheless be found at the next
/// opening, whole. A write that returns survives the end of the process and, in a store on disk, of
/// the machine.
public protocol RecordStore: Sendable {
  /// Whether the controller before this one ended without `markCleanlyStopped`.
  var wasUnclean: Bool { get }

  /// The migration that was saved last, or nil where none was.
  func load() throws(RecordsError) -> StoredMigration?

  /// All migrations, by name.
  func migrations() throws(RecordsError) -> [MigrationRecord]

  /// Writes state, transition, drill and audit entries in one transaction.
  ///
  /// - Returns: the audit entries that the notes became.
  /// - Throws: `unknownMigration` for a transition of a migration that was never saved,
  ///   `invalidName`, `tooLarge`, and what the disk has to say.
  @discardableResult
  func commit(_ change: StoredChange) throws(RecordsError) -> [AuditEntry]

  /// Appends to a log and drops what its limit no longer allows.
  ///
  /// - Returns: the record's number.
  @discardableResult
  func append<Record: LoggedRecord>(_ record: Record) throws(RecordsError) -> Int64

  /// Reads a log, in the order of the numbers.
  func records<Record: LoggedRecord>(
    _ type: Record.Type, matching query: RecordQuery
  ) throws(RecordsError) -> [Numbered<Record>]

  /// Inserts an A/B test or replaces the one with its name.
  func upsert(_ experiment: ExperimentRecord) throws(RecordsError)

  /// All A/B tests, by name.
  func experiments() throws(RecordsError) -> [ExperimentRecord]

  /// The count and last hash of the audit log, as they were kept beside it.
  func auditHead() throws(RecordsError) -> AuditHead

  /// Audit entries in order, after a number.
  func auditEntries(after number: Int64, limit: Int) throws(RecordsError) -> [AuditEntry]

  /// Notes that a controller runs: without `markCleanlyStopped` the next opening is unclean.
  func markRunning() throws(RecordsError)

  /// Notes that the controller ended in order.
  func markCleanlyStopped() throws(RecordsError)

  /// Ends the use of the store and lets another controller have it; twice is harmless.
  func close() throws(RecordsError)
}
