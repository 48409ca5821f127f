import Foundation
import Glibc
import Records
import SQLiteRecords
import Testing

/// Disks that take no more, and disks that take nothing.
@Suite(.serialized) struct FullDisks {
  /// Commits until the disk refuses; what was acknowledged before must stay.
  private static func fill(_ store: any RecordStore) throws -> (count: Int, RecordsError) {
    for number in 1...5_000 {
      do throws(RecordsError) {
        var change = Samples.change(number)
        change.migration?.document = "\"\(String(repeating: "x", count: 3_000))\""
        change.transition?.document = "\"\(String(repeating: "y", count: 3_000))\""
        try store.commit(change)
      } catch {
        return (number - 1, error)
      }
    }
    throw ScratchError.readable
  }

  private static func check(_ store: any RecordStore, holds count: Int) throws {
    #expect(try store.load()?.record.attempt == count)
    #expect(try store.transitions().map(\.record.attempt) == Array(1...count))
    #expect(try store.verifyAudit() == .intact(store.auditHead()))
    #expect(try store.auditHead().count == Int64(2 * count))
  }

  private static func isFull(_ error: RecordsError) -> Bool {
    if case .full = error { true } else { false }
  }

  @Test func `a store at its page limit refuses and keeps what it has`() throws {
    let scratch = ScratchFolder()
    let store = try scratch.open(limits: StoreLimits(pages: 60)).store
    let (count, error) = try Self.fill(store)
    #expect(Self.isFull(error), "\(error)")
    #expect(count > 3)
    try Self.check(store, holds: count)
    try store.close()
    let roomy = try scratch.open().store
    try Self.check(roomy, holds: count)
    try roomy.commit(Samples.change(count + 1))
    try Self.check(roomy, holds: count + 1)
    try roomy.close()
  }

  @Test(.enabled(if: SmallDisk.canBeMade, SmallDisk.needed))
  func `a full file system refuses, and serves again once there is room`() throws {
    let disk = try SmallDisk()
    let scratch = StateFolder(disk.url.appending(path: "state"))
    let ballast = disk.url.appending(path: "ballast")
    try Data(count: 600 * 1_024).write(to: ballast)
    guard case .opened(let store, _) = try SQLiteRecords.open(scratch, nowMilliseconds: 0) else {
      Issue.record("not opened")
      return
    }
    let (count, error) = try Self.fill(store)
    #expect(Self.isFull(error), "\(error)")
    try Self.check(store, holds: count)
    let marker = FinalizedMarker(migration: "a", attempt: 1, who: "b", wallMilliseconds: 0)
    try disk.fillUp()
    #expect(throws: RecordsError.self) { try scratch.markFinalized(marker) }
    #expect(try scratch.finalizedFlag() == .absent)
    try FileManager.default.removeItem(at: ballast)
    try store.commit(Samples.change(count + 1))
    try Self.check(store, holds: count + 1)
    try scratch.markFinalized(marker)
    try store.close()
  }

  @Test(.enabled(if: SmallDisk.canBeMade, SmallDisk.needed))
  func `on a full disk nothing begins, and nothing half-made is left`() throws {
    let disk = try SmallDisk()
    let scratch = StateFolder(disk.url.appending(path: "state"))
    try disk.fillUp()
    guard case .unreadable(let store) = try SQLiteRecords.open(scratch, nowMilliseconds: 0) else {
      Issue.record("opened without a byte of room")
      return
    }
    #expect(!store.reason.isDamage, "\(store.reason)")
    store.release()
    try disk.makeRoom()
    guard case .opened(let next, nil) = try SQLiteRecords.open(scratch, nowMilliseconds: 0) else {
      Issue.record("not opened with room")
      return
    }
    try next.close()
  }

  @Test(.enabled(if: SmallDisk.canBeMade, SmallDisk.needed))
  func `a file system that turns read-only refuses writes and is told from damage`() throws {
    let disk = try SmallDisk()
    let scratch = StateFolder(disk.url.appending(path: "state"))
    guard case .opened(let store, _) = try SQLiteRecords.open(scratch, nowMilliseconds: 0) else {
      Issue.record("not opened")
      return
    }
    try store.commit(Samples.change(1))
    try store.close()
    try disk.turnReadOnly()
    guard case .unreadable(let refused) = try SQLiteRecords.open(scratch, nowMilliseconds: 0) else {
      Issue.record("opened for writing where nothing can be written")
      return
    }
    #expect(!refused.reason.isDamage, "\(refused.reason)")
    #expect("\(refused.reason)".lowercased().contains("read-only"), "\(refused.reason)")
    #expect(try scratch.panicFlag() == .absent, "flags are still looked for")
    refused.release()
    try disk.turnWritable()
    guard
      case .opened(let again, let restored) = try SQLiteRecords.open(scratch, nowMilliseconds: 0)
    else {
      Issue.record("not opened again")
      return
    }
    #expect(restored?.record == Samples.migration(1))
    try again.close()
  }
}
