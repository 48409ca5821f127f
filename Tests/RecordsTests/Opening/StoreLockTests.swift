import Foundation
import GRDB
import Records
import SQLiteRecords
import Testing

/// One controller per store.
@Suite struct StoreLocks {
  @Test func `a second controller is told who has the store`() throws {
    let scratch = ScratchFolder()
    let store = try scratch.open().store
    let expected = RecordsError.heldByAnother(
      lock: scratch.folder.lock.path, pid: Int(ProcessInfo.processInfo.processIdentifier),
      sinceMilliseconds: 1_000)
    #expect(throws: expected) { try scratch.open() }
    #expect("\(expected)".contains("stop it, or use another state folder"))
    try store.commit(Samples.change(1))
    try store.close()
    let second = try scratch.open()
    #expect(second.restored?.record == Samples.migration(1))
    try second.store.close()
  }

  @Test(arguments: ["", "{", "{\"pid\":\"x\"}", "\u{0}\u{0}", String(repeating: "9", count: 5_000)])
  func `a lock file that says nothing still locks`(_ text: String) throws {
    let scratch = ScratchFolder()
    try scratch.folder.prepare()
    let lock = try StoreLock(scratch.folder, nowMilliseconds: 1)
    try Data(text.utf8).withUnsafeBytes { bytes in
      let file = try FileHandle(forWritingTo: scratch.folder.lock)
      try file.truncate(atOffset: 0)
      try file.write(contentsOf: Data(bytes))
    }
    #expect(
      throws: RecordsError.heldByAnother(
        lock: scratch.folder.lock.path, pid: nil, sinceMilliseconds: nil)
    ) { try scratch.open() }
    lock.release()
    lock.release()
    try scratch.open().store.close()
  }

  @Test func `a store that is dropped gives the lock back`() throws {
    let scratch = ScratchFolder()
    do { _ = try scratch.open() }
    try scratch.open().store.close()
  }

  @Test func `a lock that is a link or a folder is refused`() throws {
    let link = ScratchFolder()
    try link.folder.prepare()
    try FileManager.default.createSymbolicLink(
      atPath: link.folder.lock.path, withDestinationPath: "/dev/null")
    #expect(throws: RecordsError.self) { try StoreLock(link.folder, nowMilliseconds: 0) }
    #expect(try !link.unreadable().reason.isDamage)
    let folder = ScratchFolder()
    try FileManager.default.createDirectory(
      at: folder.folder.lock, withIntermediateDirectories: true)
    _ = try? StoreLock(folder.folder, nowMilliseconds: 0)
  }

  @Test func `a reader reads beside the controller and cannot write`() throws {
    let scratch = ScratchFolder()
    #expect(throws: RecordsError.self) { try SQLiteRecords.openReadOnly(scratch.folder) }
    let store = try scratch.open().store
    try store.markRunning()
    try store.commit(Samples.change(1))
    let reader = try SQLiteRecords.openReadOnly(scratch.folder)
    #expect(reader.wasUnclean, "it is marked as running")
    #expect(try reader.load()?.record == Samples.migration(1))
    try store.commit(Samples.change(2))
    #expect(try reader.load()?.record == Samples.migration(2))
    #expect(try reader.verifyAudit() == .intact(store.auditHead()))
    #expect(throws: RecordsError.self) { try reader.save(Samples.migration(3)) }
    try reader.close()
    try store.close()
    let later = try SQLiteRecords.openReadOnly(scratch.folder)
    #expect(try later.transitions().count == 2)
    try later.close()
  }

  @Test func `another program's transaction is waited for, then reported`() throws {
    let scratch = ScratchFolder()
    let store = try scratch.open().store
    try store.commit(Samples.change(1))
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(
      path: scratch.folder.database.path, configuration: configuration)
    try other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    #expect {
      try store.commit(Samples.change(2))
    } throws: { error in
      if case RecordsError.busy = error { true } else { false }
    }
    #expect(try store.load()?.record == Samples.migration(1))
    try other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try other.close()
    try store.commit(Samples.change(2))
    try store.close()
  }
}
