import Foundation
import Records
import SQLiteRecords
import TestKit
import Testing

/// A controller that is killed at any of its transitions, or whose disk is full from one on.
@Suite(.timeLimit(.minutes(10))) struct `A migration on a real disk` {
  /// A transition as the program says it.
  private struct Written {
    let number: Int
    let state: String

    init?(_ line: String) {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4, words[0] == "wrote", let number = Int(words[1]) else { return nil }
      self.number = number
      state = words[2]
    }
  }

  private static func sail(_ folder: URL, _ arguments: String...) async throws -> ChildProgram.Run {
    try await blocking { try ChildProgram("MigrationVoyage", [folder.path]).run(arguments) }
  }

  private static func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voyage-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  @Test(arguments: [("there", "finalized v5Only"), ("back", "rolledBack v4Only")])
  func `killed around any transition it starts with v4 first and comes to the same end`(
    way: String, end: String
  ) async throws {
    var whole: [Written] = []
    try await Self.withFolder { folder in
      let run = try await Self.sail(folder, way)
      #expect(run.lines.last == "ended \(end)")
      whole = run.lines.compactMap(Written.init)
    }
    #expect(whole.map(\.number) == Array(1..<whole.count + 1) && whole.count > 5)
    for transition in whole {
      for side in ["before", "after"] {
        let comment: Comment = "\(way): killed \(side) transition \(transition.number)"
        let stored =
          side == "after"
          ? transition.state : transition.number > 1 ? whole[transition.number - 2].state : nil
        try await Self.withFolder { folder in
          let killed = try await Self.sail(folder, way, side, "\(transition.number)")
          #expect(killed.signal == SIGKILL, comment)
          try Self.expectStored(stored, folder, comment)
          let again = try await Self.sail(folder, way)
          #expect(again.lines.first == Self.beginning(stored), comment)
          #expect(again.lines.last == "ended \(end)", comment)
          try Self.expectIntact(folder, comment)
        }
      }
    }
  }

  /// How a start after a kill begins (S9): whatever is running, v4 answers first.
  private static func beginning(_ stored: String?) -> String {
    switch stored {
    case nil: "began preMigration parallel -"
    case "rolledBack"?: "began rolledBack v4Only -"
    case "finalized"?: "began finalized v5Only -"
    case let state?: "began \(state) parallel uncleanRestart"
    }
  }

  private static func expectStored(_ state: String?, _ folder: URL, _ comment: Comment) throws {
    let opening = try SQLiteRecords.open(StateFolder(folder), nowMilliseconds: 0)
    guard case .opened(let store, let restored) = opening else {
      Issue.record("\(opening)")
      return
    }
    #expect(restored?.record.state == state, comment)
    #expect(store.wasUnclean, comment)
    #expect(try store.verifyAudit() == .intact(store.auditHead()), comment)
    try store.close()
  }

  private static func expectIntact(_ folder: URL, _ comment: Comment) throws {
    let store = try SQLiteRecords.openReadOnly(StateFolder(folder))
    #expect(try store.verifyAudit() == .intact(store.auditHead()), comment)
    try store.close()
  }

  @Test(arguments: [1, 3, 9, 11])
  func `with a full disk it goes no further, and back all the same`(after number: Int) async throws
  {
    try await Self.withFolder { folder in
      let run = try await Self.sail(folder, "there", "full", "\(number)")
      let lines = run.lines.filter { !$0.hasPrefix("wrote") }.dropFirst()
      let full = try #require(lines.first?.dropFirst("full ".count))
      #expect(
        Array(lines) == [
          "full \(full)", "held \(full) notPersisted", "back v4Only", "ended rolledBack v4Only",
        ])
      let store = try SQLiteRecords.openReadOnly(StateFolder(folder))
      #expect(try store.load()?.record.state == "rolledBack")
      #expect(try store.verifyAudit() == .intact(store.auditHead()))
      try store.close()
    }
  }
}
