import Foundation
import Records
import TestKit
import Testing

/// A controller that is killed at any instant.
@Suite(.serialized) struct Crashes {
  /// Whether the store holds a prefix of the commits with all that was acknowledged in it.
  private static func check(
    _ scratch: ScratchFolder, acknowledged: Int, atMost: Int, _ comment: Comment
  ) throws -> Int {
    let (store, restored) = try scratch.open()
    defer { try? store.close() }
    let count = restored?.record.attempt ?? 0
    #expect(count >= acknowledged, comment)
    #expect(count <= atMost, comment)
    #expect(store.wasUnclean, comment)
    #expect(
      try store.transitions(limit: 1_000_000).map(\.record.attempt) == Array(1..<count + 1), comment
    )
    #expect(try store.auditHead().count == Int64(count), comment)
    #expect(try store.verifyAudit() == .intact(store.auditHead()), comment)
    return count
  }

  @Test(arguments: 1...6, ["before", "after"])
  func `a kill around a commit leaves it out or whole`(_ number: Int, _ side: String) async throws {
    let scratch = ScratchFolder()
    let run = try await blocking {
      try ChildProgram("RecordsCrasher", [scratch.folder.url.path]).run([side, "\(number)"])
    }
    #expect(run.signal == SIGKILL)
    #expect(run.acknowledged == Array(1..<number))
    let count = try Self.check(
      scratch, acknowledged: number - 1, atMost: number, "\(side) \(number)")
    #expect(count == (side == "after" ? number : number - 1))
  }

  @Test func `kills at seeded instants lose nothing acknowledged`() async throws {
    let scratch = ScratchFolder()
    var generator = SeededGenerator(seed: 4)
    var last = 0
    for round in 0..<25 {
      let acknowledgements = Int.random(in: 1...80, using: &generator)
      let turns = Int.random(in: 0...400_000, using: &generator)
      let run = try await blocking {
        try ChildProgram("RecordsCrasher", [scratch.folder.url.path])
          .run(["loop"], killAfter: acknowledgements, spinning: turns)
      }
      #expect(run.signal == SIGKILL)
      let acknowledged = run.acknowledged.last ?? last
      #expect(run.acknowledged == Array(last + 1..<acknowledged + 1))
      last = try Self.check(
        scratch, acknowledged: acknowledged, atMost: acknowledged + 1,
        "seed \(generator.seed), round \(round)")
    }
  }

  @Test(arguments: 0..<30)
  func `a write that is torn at any byte takes only its own commit along`(
    _ seed: UInt64
  ) async throws {
    let scratch = ScratchFolder()
    var generator = SeededGenerator(seed: seed)
    // The log is past its first frames when the limit falls; the last seed tears a checkpoint.
    let bytes = seed == 29 ? 4_300_000 : Int.random(in: 20_000...300_000, using: &generator)
    let run = try await blocking {
      try ChildProgram("RecordsCrasher", [scratch.folder.url.path]).run(["torn", "\(bytes)"])
    }
    #expect(run.signal == SIGXFSZ)
    let acknowledged = run.acknowledged.last ?? 0
    #expect(try scratch.size(scratch.folder.log) <= bytes)
    _ = try Self.check(
      scratch, acknowledged: acknowledged, atMost: acknowledged + 1, "seed \(seed), \(bytes) bytes")
  }

  @Test func `a file that may not grow refuses, and goes on when it may`() async throws {
    let scratch = ScratchFolder()
    let run = try await blocking {
      try ChildProgram("RecordsCrasher", [scratch.folder.url.path]).run(["full", "400000"])
    }
    #expect(run.signal == nil)
    let count = try #require(run.acknowledged.last)
    #expect(run.lines.suffix(2) == ["refused", "\(count)"])
    #expect(run.acknowledged == Array(1...count))
    let (store, restored) = try scratch.open()
    defer { try? store.close() }
    #expect(restored?.record.attempt == count)
    #expect(!store.wasUnclean)
    #expect(try store.verifyAudit() == .intact(store.auditHead()))
  }
}
