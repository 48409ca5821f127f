/// Why records could not be kept or read.
public enum RecordsError: Error, Hashable, Sendable {
  /// Another controller has the store; what its lock file says of it, where that is readable.
  case heldByAnother(lock: String, pid: Int?, sinceMilliseconds: Int64?)
  /// The state folder cannot be made, or nothing can be written in it.
  case unwritableFolder(path: String, reason: String)
  /// A later version of this program wrote the store.
  case newerSchema(found: Int, known: Int)
  /// The file is a database of another program.
  case foreignDatabase(found: Int, expected: Int)
  /// The database, or a value in it, is damaged.
  case corrupt(String)
  /// The database file is there and has no bytes: what it held is lost.
  case emptyFile(path: String)
  /// A write-ahead log without its database: the database was removed by hand.
  case strayLog(path: String)
  /// No space, or the store's own page limit is reached.
  case full(String)
  /// The store or its file system takes no writes.
  case readOnly(String)
  /// Another connection held the database for longer than the wait allows.
  case busy(String)
  /// Anything else that the database or the file system reports.
  case failed(code: Int, reason: String)
  /// The store was closed.
  case closed
  /// A transition of a migration that was never saved.
  case unknownMigration(String)
  /// A name that is not `[a-z0-9][a-z0-9._-]{0,62}`.
  case invalidName(String)
  /// A record of more bytes than a store takes.
  case tooLarge(kind: String, bytes: Int, limit: Int)
  /// A damaged store is moved aside; this one is not damaged.
  case notDamaged(String)

  /// Whether the file itself is unusable, so that moving it aside is the way on.
  public var isDamage: Bool {
    switch self {
    case .foreignDatabase, .corrupt, .emptyFile, .strayLog: true
    case .heldByAnother, .unwritableFolder, .newerSchema, .full, .readOnly, .busy, .failed, .closed,
      .unknownMigration, .invalidName, .tooLarge, .notDamaged:
      false
    }
  }
}
