import Foundation
import GRDB
public import Records

extension SQLiteRecords {
  /// Opens the store of a state folder for the one controller that it has, making what is missing.
  ///
  /// A store that cannot be used is the outcome `unreadable`, with the reason; nothing of it is
  /// changed or removed.
  ///
  /// - Parameter nowMilliseconds: the wall clock, for the lock file's message.
  /// - Throws: `RecordsError.heldByAnother` where another controller has it, and nothing else.
  public static func open(
    _ folder: StateFolder, limits: StoreLimits = StoreLimits(), nowMilliseconds: Int64
  ) throws(RecordsError) -> StoreOpening {
    try open(folder, limits: limits, nowMilliseconds: nowMilliseconds, schema: .current)
  }

  /// Opens the store for reading beside its controller, or after it.
  ///
  /// - Throws: `RecordsError` for one that is not there, damaged, or of a newer schema.
  public static func openReadOnly(_ folder: StateFolder) throws(RecordsError) -> SQLiteRecords {
    do {
      try checkFile(folder)
      var configuration = configuration()
      configuration.readonly = true
      let database = try DatabaseQueue(path: folder.database.path, configuration: configuration)
      try database.read { try Schema.current.check($0) }
      return try SQLiteRecords(database, folder: folder, limits: StoreLimits(), lock: nil)
    } catch {
      throw SQLiteFailure.translate(error, folder)
    }
  }

  static func open(
    _ folder: StateFolder, limits: StoreLimits, nowMilliseconds: Int64, schema: Schema
  ) throws(RecordsError) -> StoreOpening {
    var lock: StoreLock?
    do throws(RecordsError) {
      try folder.prepare()
      let held = try StoreLock(folder, nowMilliseconds: nowMilliseconds)
      lock = held
      let store = try store(folder, limits: limits, lock: held, schema: schema)
      return .opened(store, restored: try store.load())
    } catch {
      if case .heldByAnother = error { throw error }
      return .unreadable(UnreadableStore(reason: error, folder: folder, lock: lock))
    }
  }

  private static func store(
    _ folder: StateFolder, limits: StoreLimits, lock: StoreLock, schema: Schema
  ) throws(RecordsError) -> SQLiteRecords {
    do {
      try create(folder, schema)
      try checkFile(folder)
      try inspect(folder, schema)
      let database = try DatabaseQueue(
        path: folder.database.path, configuration: configuration())
      try database.writeWithoutTransaction { try settle($0, limits) }
      try schema.migrator.migrate(database)
      return try SQLiteRecords(database, folder: folder, limits: limits, lock: lock)
    } catch {
      throw SQLiteFailure.translate(error, folder)
    }
  }

  /// Looks at a database through a connection that can only read: closing one that can write would
  /// put the log into a damaged database and remove it.
  private static func inspect(_ folder: StateFolder, _ schema: Schema) throws {
    var configuration = configuration()
    configuration.readonly = true
    let database = try DatabaseQueue(path: folder.database.path, configuration: configuration)
    try database.read { database in
      try schema.check(database)
      let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
      guard verdict == "ok" else {
        throw RecordsError.corrupt(verdict ?? "the check says nothing")
      }
    }
    try database.close()
  }

  /// Makes the database under another name and moves it into place when it is whole, so that an
  /// empty or half-made one is always damage and never a beginning.
  private static func create(_ folder: StateFolder, _ schema: Schema) throws {
    guard !exists(folder.database), !exists(folder.log) else { return }
    let draft = folder.unfinishedDatabase
    for suffix in ["", "-journal"] { unlink(draft.path + suffix) }
    let database = try DatabaseQueue(path: draft.path, configuration: configuration())
    try schema.migrator.migrate(database)
    try database.close()
    // The log and the index beside it get the database's permissions.
    chmod(draft.path, 0o600)
    try DurableFile.move(draft, to: folder.database)
  }

  private static func checkFile(_ folder: StateFolder) throws(RecordsError) {
    var status = stat()
    guard stat(folder.database.path, &status) == 0 else {
      guard !exists(folder.log) else { throw .strayLog(path: folder.log.path) }
      throw .failed(code: Int(errno), reason: "no records at \(folder.database.path)")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .corrupt("\(folder.database.path) is no file")
    }
    guard status.st_size > 0 else { throw .emptyFile(path: folder.database.path) }
  }

  private static func exists(_ file: URL) -> Bool {
    var status = stat()
    return lstat(file.path, &status) == 0
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.label = "records"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(2)
    return configuration
  }

  private static func settle(_ database: Database, _ limits: StoreLimits) throws {
    try database.execute(sql: "PRAGMA journal_mode = WAL")
    try database.execute(sql: "PRAGMA synchronous = FULL")
    try database.execute(sql: "PRAGMA journal_size_limit = 4194304")
    if let pages = limits.pages {
      try database.execute(sql: "PRAGMA max_page_count = \(max(1, pages))")
    }
  }
}
