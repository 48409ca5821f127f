import Foundation
import Records
import Synchronization

/// A store whose process is killed right before or right after a transition is written.
final class StoppingStore: RecordStore {
  enum Stop: Sendable {
    case before(Int)
    case after(Int)
    /// No file may grow after this transition.
    case full(Int)
  }

  private let inner: any RecordStore
  private let stop: Stop?
  private let written = Mutex(0)
  private let full = Mutex(false)

  init(_ inner: any RecordStore, stop: Stop?) {
    self.inner = inner
    self.stop = stop
  }

  func commit(_ change: StoredChange) throws(RecordsError) -> [AuditEntry] {
    guard let transition = change.transition else { return try inner.commit(change) }
    let number = written.withLock { number in
      number += 1
      return number
    }
    if case .before(number) = stop { kill(getpid(), SIGKILL) }
    let entries = try inner.commit(change)
    if case .after(number) = stop { kill(getpid(), SIGKILL) }
    if case .full(number) = stop { limitFiles(to: 1) }
    MigrationVoyage.say("wrote \(number) \(change.migration?.state ?? "?") \(transition.event)")
    return entries
  }

  /// Whether the disk takes nothing more.
  var isFull: Bool { full.withLock { $0 } }

  func makeRoom() {
    limitFiles(to: .max)
    full.withLock { $0 = false }
  }

  /// The kernel refuses every write beyond the size; the process lives on.
  private func limitFiles(to bytes: UInt) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = min(bytes, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    full.withLock { $0 = true }
  }

  // MARK: The rest is the inner store's

  var wasUnclean: Bool { inner.wasUnclean }

  func load() throws(RecordsError) -> StoredMigration? { try inner.load() }

  func migrations() throws(RecordsError) -> [MigrationRecord] { try inner.migrations() }

  func append<Record: LoggedRecord>(_ record: Record) throws(RecordsError) -> Int64 {
    try inner.append(record)
  }

  func records<Record: LoggedRecord>(
    _ type: Record.Type, matching query: RecordQuery
  ) throws(RecordsError) -> [Numbered<Record>] {
    try inner.records(type, matching: query)
  }

  func upsert(_ experiment: ExperimentRecord) throws(RecordsError) { try inner.upsert(experiment) }

  func experiments() throws(RecordsError) -> [ExperimentRecord] { try inner.experiments() }

  func auditHead() throws(RecordsError) -> AuditHead { try inner.auditHead() }

  func auditEntries(after number: Int64, limit: Int) throws(RecordsError) -> [AuditEntry] {
    try inner.auditEntries(after: number, limit: limit)
  }

  func markRunning() throws(RecordsError) { try inner.markRunning() }

  func markCleanlyStopped() throws(RecordsError) { try inner.markCleanlyStopped() }

  func close() throws(RecordsError) { try inner.close() }
}
