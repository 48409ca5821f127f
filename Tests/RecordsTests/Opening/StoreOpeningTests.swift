import Foundation
import GRDB
import Records
import TestKit
import Testing

@testable import SQLiteRecords

/// Databases that are not what they should be.
@Suite struct StoreOpenings {
  private static func filled() throws -> ScratchFolder {
    let scratch = ScratchFolder()
    let store = try scratch.open().store
    for number in 1...40 {
      try store.commit(Samples.change(number))
      try store.append(Samples.window(number))
    }
    try store.close()
    return scratch
  }

  /// A database whose commits are still in the log, as a killed process leaves it.
  private static func unfinished() throws -> ScratchFolder {
    let scratch = ScratchFolder()
    let store = try scratch.open().store
    for number in 1...40 { try store.commit(Samples.change(number)) }
    let copy = ScratchFolder()
    try copy.folder.prepare()
    for file in ["records.sqlite", "records.sqlite-wal"] {
      try FileManager.default.copyItem(
        at: scratch.folder.url.appending(path: file), to: copy.folder.url.appending(path: file))
    }
    try store.close()
    return copy
  }

  @Test func `durability rests on settings that are in force`() throws {
    let scratch = ScratchFolder()
    let store = try #require(try scratch.open().store as? SQLiteRecords)
    defer { try? store.close() }
    #expect(try store.setting("journal_mode") == "wal")
    #expect(try store.setting("synchronous") == "2")
    #expect(try store.setting("foreign_keys") == "1")
    #expect(try store.setting("busy_timeout") == "2000")
    #expect(try store.setting("application_id") == "1279804242")
    #expect(try store.setting("user_version") == "1")
  }

  @Test(arguments: 0..<24)
  func `overwritten bytes are damage or do no harm`(_ seed: UInt64) throws {
    let scratch = try Self.filled()
    var generator = SeededGenerator(seed: seed)
    var bytes = try Data(contentsOf: scratch.folder.database)
    let page = Int.random(in: 0..<bytes.count / 4_096, using: &generator)
    let range = page * 4_096..<page * 4_096 + Int.random(in: 100...4_096, using: &generator)
    bytes.replaceSubrange(range, with: generator.bytes(range.count))
    try bytes.write(to: scratch.folder.database)
    switch try SQLiteRecords.open(scratch.folder, nowMilliseconds: 0) {
    case .opened(let store, let restored):
      // A free page: everything is there.
      #expect(restored?.record == Samples.migration(40), "seed \(seed)")
      #expect(try store.transitions().count == 40)
      #expect(try store.verifyAudit() == .intact(store.auditHead()))
      try store.close()
    case .unreadable(let store):
      #expect(store.reason.isDamage, "seed \(seed): \(store.reason)")
      #expect(try Data(contentsOf: scratch.folder.database) == bytes, "it was changed")
    }
  }

  @Test(arguments: [1, 15, 16, 50, 99, 100, 511, 512, 4_095, 4_096, 4_097, 20_000, 40_960])
  func `a truncated database is damage`(_ length: Int) throws {
    let scratch = try Self.filled()
    let bytes = try Data(contentsOf: scratch.folder.database)
    #expect(bytes.count > 40_960)
    try bytes.prefix(length).write(to: scratch.folder.database)
    let store = try scratch.unreadable()
    #expect(store.reason.isDamage, "\(store.reason)")
  }

  @Test func `an empty database file is damage, never a beginning`() throws {
    let scratch = try Self.filled()
    try Data().write(to: scratch.folder.database)
    let store = try scratch.unreadable()
    #expect(store.reason == .emptyFile(path: scratch.folder.database.path))
  }

  @Test func `a log without its database is damage`() throws {
    let scratch = try Self.unfinished()
    try FileManager.default.removeItem(at: scratch.folder.database)
    let store = try scratch.unreadable()
    #expect(store.reason == .strayLog(path: scratch.folder.log.path))
  }

  @Test func `a folder, a text and another program's database are no records`() throws {
    let folder = ScratchFolder()
    try FileManager.default.createDirectory(
      at: folder.folder.database, withIntermediateDirectories: true)
    #expect(try folder.unreadable().reason.isDamage)
    let text = ScratchFolder()
    try text.folder.prepare()
    try Data(String(repeating: "no database ", count: 1_000).utf8)
      .write(to: text.folder.database)
    #expect(try text.unreadable().reason.isDamage)
    let other = ScratchFolder()
    try other.folder.prepare()
    let path = other.folder.database.path
    try DatabaseQueue(path: path).write { database in
      try database.execute(sql: "CREATE TABLE notes (text); PRAGMA application_id = 7")
    }
    let before = try Data(contentsOf: other.folder.database)
    #expect(try other.unreadable().reason == .foreignDatabase(found: 7, expected: 0x4c48_4352))
    #expect(try Data(contentsOf: other.folder.database) == before, "it was changed")
  }

  @Test(arguments: 0..<40)
  func `a half-written log gives a prefix of what was committed`(_ seed: UInt64) throws {
    let scratch = try Self.unfinished()
    var generator = SeededGenerator(seed: seed)
    var log = try Data(contentsOf: scratch.folder.log)
    let end = Int.random(in: 0..<log.count, using: &generator)
    if seed % 2 == 0 {
      log = log.prefix(end)
    } else {
      let garbage = generator.bytes(min(700, log.count - end))
      log.replaceSubrange(end..<end + garbage.count, with: garbage)
    }
    try log.write(to: scratch.folder.log)
    let (store, restored) = try scratch.open()
    defer { try? store.close() }
    let count = try store.transitions().count
    #expect(restored?.record.attempt ?? 0 == count, "seed \(seed)")
    #expect(try store.transitions().map(\.record.attempt) == Array(0..<count).map { $0 + 1 })
    #expect(try store.auditHead().count == Int64(count * 2))
    #expect(try store.verifyAudit() == .intact(store.auditHead()))
    try store.commit(Samples.change(count + 1))
  }

  @Test func `a newer schema is refused and left alone`() throws {
    let scratch = ScratchFolder()
    let newer = Schema(
      steps: Schema.current.steps + ["CREATE TABLE later (x); INSERT INTO later VALUES (1)"])
    guard
      case .opened(let store, _) = try SQLiteRecords.open(
        scratch.folder, limits: StoreLimits(), nowMilliseconds: 0, schema: newer)
    else {
      Issue.record("the newer program cannot open its own store")
      return
    }
    try store.commit(Samples.change(1))
    try store.close()
    let unreadable = try scratch.unreadable()
    #expect(unreadable.reason == .newerSchema(found: 2, known: 1))
    #expect(throws: RecordsError.self) { try unreadable.setAside(atMilliseconds: 1) }
    #expect(FileManager.default.fileExists(atPath: scratch.folder.database.path))
    #expect(throws: RecordsError.newerSchema(found: 2, known: 1)) {
      try SQLiteRecords.openReadOnly(scratch.folder)
    }
  }

  @Test func `an older schema is brought up to date and keeps its records`() throws {
    let scratch = try Self.filled()
    let newer = Schema(
      steps: Schema.current.steps + ["ALTER TABLE drills ADD COLUMN later INTEGER"])
    guard
      case .opened(let store, let restored) = try SQLiteRecords.open(
        scratch.folder, limits: StoreLimits(), nowMilliseconds: 0, schema: newer)
    else {
      Issue.record("not opened")
      return
    }
    defer { try? store.close() }
    #expect(restored?.record == Samples.migration(40))
    #expect(try store.drills(limit: 1_000).count == 40)
    #expect(try (store as? SQLiteRecords)?.setting("user_version") == "2")
  }

  @Test func `a row that says nonsense is damage`() throws {
    for sql in [
      "DELETE FROM store", "UPDATE store SET isRunning = 2", "UPDATE migrations SET holds = '['",
      "UPDATE migrations SET lockOut = '{}'", "UPDATE migrations SET share = 'all'",
      "PRAGMA foreign_keys = OFF; DELETE FROM migrations", "DROP TABLE transitions",
    ] {
      let scratch = try Self.filled()
      let database = try DatabaseQueue(path: scratch.folder.database.path)
      try database.writeWithoutTransaction { try $0.execute(sql: sql) }
      try database.close()
      let store = try scratch.unreadable()
      #expect(store.reason.isDamage, "\(sql): \(store.reason)")
    }
  }
}
