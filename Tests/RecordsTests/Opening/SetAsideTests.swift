import Foundation
import Records
import SQLiteRecords
import Testing

/// Moving a damaged store out of the way.
@Suite struct SettingAside {
  private static func damaged() throws -> ScratchFolder {
    let scratch = ScratchFolder()
    try scratch.folder.prepare()
    try Data("damaged".utf8).write(to: scratch.folder.database)
    try Data("log".utf8).write(to: scratch.folder.log)
    return scratch
  }

  private static func names(_ scratch: ScratchFolder) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.url.path))
  }

  @Test func `nothing is moved until somebody asks`() throws {
    let scratch = try Self.damaged()
    let store = try scratch.unreadable()
    #expect(try Data(contentsOf: scratch.folder.database) == Data("damaged".utf8))
    #expect(try Data(contentsOf: scratch.folder.log) == Data("log".utf8))
    let moved = try store.setAside(atMilliseconds: 42)
    // The names that SQLite wants for the three together; the last is the index it made meanwhile.
    #expect(
      moved.map(\.lastPathComponent)
        == ["", "-wal", "-shm"].map { "records.sqlite.corrupt-42\($0)" })
    #expect(try Data(contentsOf: moved[0]) == Data("damaged".utf8))
    #expect(try Data(contentsOf: moved[1]) == Data("log".utf8))
    store.release()
    let fresh = try scratch.open()
    #expect(fresh.restored == nil)
    try fresh.store.close()
  }

  @Test func `what was set aside before is never replaced`() throws {
    let scratch = try Self.damaged()
    let first = try scratch.unreadable()
    try first.setAside(atMilliseconds: -5)
    try Data("again".utf8).write(to: scratch.folder.database)
    let moved = try first.setAside(atMilliseconds: 0)
    #expect(moved.map(\.lastPathComponent) == ["records.sqlite.corrupt-1"])
    #expect(try first.setAside(atMilliseconds: 0).isEmpty, "there is nothing left to move")
    #expect(
      try Self.names(scratch).filter { $0.contains("corrupt-") }.count == 4, "three, then one")
  }

  @Test func `an unreadable store keeps other controllers out`() throws {
    let scratch = try Self.damaged()
    let store = try scratch.unreadable()
    #expect(throws: RecordsError.self) { try scratch.unreadable() }
    store.release()
    #expect(try scratch.unreadable().reason.isDamage)
  }
}
