import Foundation
import Records
import SQLiteRecords
import Testing

/// The state folder and the files in it that speak by being there.
@Suite struct StateFolders {
  @Test func `the folder is made for its owner alone`() throws {
    let scratch = ScratchFolder()
    let nested = StateFolder(scratch.folder.url.appending(path: "a/b"))
    try nested.prepare()
    try nested.prepare()
    for url in [nested.url, scratch.folder.url] {
      let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions]
      #expect(mode as? Int == 0o700)
    }
    try scratch.open().store.close()
    for file in [scratch.folder.database, scratch.folder.lock] {
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test func `a folder that is a file, or below one, is unreadable`() throws {
    let scratch = ScratchFolder()
    try scratch.folder.prepare()
    let file = scratch.folder.url.appending(path: "file")
    try Data("x".utf8).write(to: file)
    for url in [file, file.appending(path: "below"), URL(filePath: "/proc/nowhere")] {
      guard
        case .unreadable(let store) = try SQLiteRecords.open(StateFolder(url), nowMilliseconds: 0)
      else {
        Issue.record("\(url.path) was opened")
        continue
      }
      guard case .unwritableFolder(url.path, _) = store.reason else {
        Issue.record("\(store.reason)")
        continue
      }
      #expect(throws: RecordsError.self) { try store.setAside(atMilliseconds: 0) }
    }
  }

  @Test func `the files lie where operators expect them`() {
    let folder = StateFolder(URL(filePath: "/state"))
    #expect(
      [folder.database, folder.lock, folder.finalized, folder.panic, folder.hold].map(\.path)
        == ["records.sqlite", "lock", "finalized", "PANIC", "HOLD"].map { "/state/" + $0 })
  }

  @Test func `a finalized marker is whole, and its existence counts`() throws {
    let scratch = ScratchFolder()
    try scratch.folder.prepare()
    #expect(try scratch.folder.finalizedFlag() == .absent)
    #expect(try scratch.folder.finalizedMarker() == nil)
    let marker = FinalizedMarker(
      migration: "engine-v5", attempt: 2, who: "ana@ops", wallMilliseconds: 5)
    try scratch.folder.markFinalized(marker)
    try scratch.folder.markFinalized(marker)
    #expect(try scratch.folder.finalizedMarker() == marker)
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.url.path)
    #expect(names == ["finalized"], "no draft is left")
    try Data("garbage".utf8).write(to: scratch.folder.finalized)
    #expect(try scratch.folder.finalizedFlag() == .present("garbage"))
    #expect(try scratch.folder.finalizedMarker() == nil)
  }

  @Test func `a marker that cannot be written leaves nothing behind`() throws {
    let scratch = ScratchFolder()
    let marker = FinalizedMarker(migration: "a", attempt: 1, who: "b", wallMilliseconds: 0)
    #expect(throws: RecordsError.self) { try scratch.folder.markFinalized(marker) }
    try FileManager.default.createDirectory(
      at: scratch.folder.finalized.appending(path: "full"), withIntermediateDirectories: true)
    #expect(throws: RecordsError.self) { try scratch.folder.markFinalized(marker) }
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.url.path)
    #expect(names == ["finalized"])
  }

  @Test func `a flag is its file's existence, whatever the file is`() throws {
    let scratch = ScratchFolder()
    #expect(try scratch.folder.panicFlag() == .absent)
    try scratch.folder.prepare()
    #expect(try scratch.folder.panicFlag() == .absent)
    #expect(try !scratch.folder.holdFlag().isPresent)
    try Data("bad blocks\n".utf8).write(to: scratch.folder.panic)
    #expect(try scratch.folder.panicFlag() == .present("bad blocks\n"))
    try Data(repeating: 0x61, count: 100_000).write(to: scratch.folder.hold)
    #expect(try scratch.folder.holdFlag() == .present(String(repeating: "a", count: 4_096)))
    try FileManager.default.removeItem(at: scratch.folder.panic)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.folder.panic.path, withDestinationPath: "nowhere")
    #expect(try scratch.folder.panicFlag() == .present(""))
    try FileManager.default.removeItem(at: scratch.folder.panic)
    #expect(mkfifo(scratch.folder.panic.path, 0o600) == 0)
    #expect(try scratch.folder.panicFlag() == .present(""), "nobody waits for a writer")
    let long = StateFolder(URL(filePath: "/" + String(repeating: "x", count: 5_000)))
    #expect(throws: RecordsError.self) { try long.panicFlag() }
  }

  @Test(arguments: [
    RecordsError.heldByAnother(lock: "l", pid: nil, sinceMilliseconds: nil),
    .heldByAnother(lock: "l", pid: 3, sinceMilliseconds: 4),
    .unwritableFolder(path: "p", reason: "r"), .newerSchema(found: 2, known: 1),
    .foreignDatabase(found: 1, expected: 2), .corrupt("c"), .emptyFile(path: "p"),
    .strayLog(path: "p"), .full("f"), .readOnly("r"), .busy("b"), .failed(code: 5, reason: "r"),
    .closed, .unknownMigration("m"), .invalidName("N"), .tooLarge(kind: "k", bytes: 2, limit: 1),
    .notDamaged("n"),
  ])
  func `an error is a sentence`(_ error: RecordsError) {
    #expect(error.description.split(separator: " ").count >= 4)
  }
}
