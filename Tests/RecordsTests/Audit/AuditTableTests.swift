import Foundation
import GRDB
import Records
import Testing

/// The audit log on the disk, edited behind the controller's back.
@Suite struct AuditTable {
  @Test(arguments: [
    ("UPDATE audit SET who = 'eve' WHERE number = 3", 3),
    ("UPDATE audit SET what = what || ' ' WHERE number = 1", 1),
    ("UPDATE audit SET why = '' WHERE number = 5", 5),
    ("UPDATE audit SET evidence = '{}' WHERE number = 4", 4),
    ("UPDATE audit SET migration = 'x' WHERE number = 2", 2),
    ("UPDATE audit SET wallMilliseconds = wallMilliseconds + 1 WHERE number = 2", 2),
    ("UPDATE audit SET previousHash = hash WHERE number = 3", 3),
    ("UPDATE audit SET hash = previousHash WHERE number = 3", 3),
    ("UPDATE audit SET number = 99 WHERE number = 3", 3),
    ("UPDATE audit SET number = -3 WHERE number = 3", 1),
    ("DELETE FROM audit WHERE number = 1", 1),
    ("DELETE FROM audit WHERE number = 3", 3),
    ("DELETE FROM audit WHERE number >= 4", 4),
    ("DELETE FROM audit", 1),
    ("UPDATE store SET auditCount = 4", 5),
    ("UPDATE store SET auditCount = 6", 6),
    ("UPDATE store SET auditHash = 'abc'", 5),
    (
      """
      UPDATE audit SET number = 33 WHERE number = 3; UPDATE audit SET number = 3 WHERE number = 4;
      UPDATE audit SET number = 4 WHERE number = 33
      """, 3
    ),
  ])
  func `tampering is found and named`(_ sql: String, _ entry: Int64) throws {
    let scratch = ScratchFolder()
    let store = try scratch.open().store
    for number in 1...5 { try store.append(audit: Samples.note(number)) }
    #expect(try store.verifyAudit() == .intact(store.auditHead()))
    try store.close()
    try DatabaseQueue(path: scratch.folder.database.path).write { try $0.execute(sql: sql) }
    let again = try scratch.open().store
    defer { try? again.close() }
    guard case .broken(let broken, _) = try again.verifyAudit() else {
      Issue.record("the log counts as intact")
      return
    }
    #expect(broken == entry)
  }

  @Test func `a value of another type is damage, not a crash`() throws {
    for sql in [
      "UPDATE audit SET wallMilliseconds = 'noon'", "UPDATE audit SET who = 5",
      "UPDATE store SET auditCount = 1.5", "UPDATE store SET auditHash = 7",
    ] {
      let scratch = ScratchFolder()
      let store = try scratch.open().store
      try store.append(audit: Samples.note())
      try store.close()
      // Whole numbers that a column of text turns into text again: written as they are.
      try DatabaseQueue(path: scratch.folder.database.path).write { database in
        try database.execute(sql: "PRAGMA writable_schema = ON")
        try database.execute(
          sql: "UPDATE sqlite_schema SET sql = replace(sql, ' TEXT', ' BLOB') WHERE type = 'table'")
      }
      try DatabaseQueue(path: scratch.folder.database.path).write { try $0.execute(sql: sql) }
      let opening = Result { try scratch.open().store.verifyAudit() }
      switch opening {
      case .success(let verdict): Issue.record("\(sql): \(verdict)")
      case .failure(RecordsError.corrupt): break
      case .failure(let error): #expect("\(error)".contains("are damaged"), "\(sql)")
      }
    }
  }
}
