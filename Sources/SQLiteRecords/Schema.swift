import GRDB
import Records

/// The database's layout, step by step: a step that was released is never changed.
struct Schema: Sendable {
  /// "LHCR": these records and nobody else's.
  static let applicationID = 0x4c48_4352
  static let current = Schema(steps: [records])

  /// The SQL that leads from each version to the next, the first from nothing to 1.
  let steps: [String]

  var version: Int { steps.count }

  var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (index, step) in steps.enumerated() {
      migrator.registerMigration("schema \(index + 1)") { database in
        try database.execute(sql: step)
        try database.execute(sql: "PRAGMA user_version = \(index + 1)")
      }
    }
    return migrator
  }

  /// Throws unless the database is one of these records in a version that is known.
  func check(_ database: Database) throws {
    let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    guard identifier == Self.applicationID else {
      throw RecordsError.foreignDatabase(found: identifier, expected: Self.applicationID)
    }
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard found <= version, try !migrator.hasBeenSuperseded(database) else {
      throw RecordsError.newerSchema(found: found, known: version)
    }
  }

  private static let records = """
    PRAGMA application_id = \(applicationID);
    CREATE TABLE store (
      id INTEGER PRIMARY KEY CHECK (id = 1), current TEXT REFERENCES migrations(name),
      isRunning INTEGER NOT NULL, auditCount INTEGER NOT NULL, auditHash TEXT NOT NULL);
    INSERT INTO store VALUES (1, NULL, 0, 0, '\(AuditHead.start.hash)');
    CREATE TABLE migrations (
      name TEXT PRIMARY KEY, attempt INTEGER NOT NULL, state TEXT NOT NULL, stage TEXT NOT NULL,
      mode TEXT NOT NULL, share INTEGER NOT NULL, stageElapsedMilliseconds INTEGER NOT NULL,
      isPaused INTEGER NOT NULL, holds TEXT NOT NULL, lockOut TEXT, plan TEXT NOT NULL,
      wallMilliseconds INTEGER NOT NULL, uptimeMilliseconds INTEGER NOT NULL,
      document TEXT NOT NULL);
    CREATE TABLE transitions (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      migration TEXT NOT NULL REFERENCES migrations(name), attempt INTEGER NOT NULL,
      event TEXT NOT NULL, "from" TEXT NOT NULL, "to" TEXT NOT NULL, reason TEXT NOT NULL,
      wallMilliseconds INTEGER NOT NULL, uptimeMilliseconds INTEGER NOT NULL,
      document TEXT NOT NULL);
    CREATE INDEX transitionsByAttempt ON transitions(migration, attempt);
    CREATE TABLE windows (
      number INTEGER PRIMARY KEY AUTOINCREMENT, migration TEXT NOT NULL,
      attempt INTEGER NOT NULL, stage TEXT NOT NULL, wallMilliseconds INTEGER NOT NULL,
      uptimeMilliseconds INTEGER NOT NULL, document TEXT NOT NULL);
    CREATE TABLE verdicts (
      number INTEGER PRIMARY KEY AUTOINCREMENT, migration TEXT NOT NULL,
      attempt INTEGER NOT NULL, "window" INTEGER NOT NULL, verdict TEXT NOT NULL,
      action TEXT NOT NULL, wallMilliseconds INTEGER NOT NULL,
      uptimeMilliseconds INTEGER NOT NULL, document TEXT NOT NULL);
    CREATE TABLE mismatches (
      number INTEGER PRIMARY KEY AUTOINCREMENT, migration TEXT NOT NULL,
      attempt INTEGER NOT NULL, method TEXT NOT NULL, classification TEXT NOT NULL,
      isCritical INTEGER NOT NULL, request BLOB NOT NULL, requestLength INTEGER NOT NULL,
      requestDigest TEXT NOT NULL, v4 BLOB NOT NULL, v4Length INTEGER NOT NULL,
      v4Digest TEXT NOT NULL, v5 BLOB NOT NULL, v5Length INTEGER NOT NULL,
      v5Digest TEXT NOT NULL, wallMilliseconds INTEGER NOT NULL,
      uptimeMilliseconds INTEGER NOT NULL, document TEXT NOT NULL);
    CREATE TABLE drills (
      number INTEGER PRIMARY KEY AUTOINCREMENT, migration TEXT NOT NULL,
      attempt INTEGER NOT NULL, form TEXT NOT NULL, outcome TEXT NOT NULL,
      durationMilliseconds INTEGER NOT NULL, wallMilliseconds INTEGER NOT NULL,
      uptimeMilliseconds INTEGER NOT NULL, document TEXT NOT NULL);
    CREATE TABLE experiments (
      name TEXT PRIMARY KEY, phase TEXT NOT NULL, startMilliseconds INTEGER NOT NULL,
      endMilliseconds INTEGER, wallMilliseconds INTEGER NOT NULL,
      uptimeMilliseconds INTEGER NOT NULL, document TEXT NOT NULL);
    CREATE TABLE audit (
      number INTEGER PRIMARY KEY, migration TEXT NOT NULL, who TEXT NOT NULL,
      what TEXT NOT NULL, why TEXT NOT NULL, evidence TEXT NOT NULL,
      wallMilliseconds INTEGER NOT NULL, previousHash TEXT NOT NULL, hash TEXT NOT NULL);
    """
}
