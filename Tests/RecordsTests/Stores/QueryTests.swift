import Foundation
import Records
import Testing

/// Reading logs, and what is kept of them.
@Suite struct Queries {
  @Test(arguments: StoreKind.allCases)
  func `a query selects by migration, attempt, number and order`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    let store = subject.store
    try store.save(Samples.migration(1, name: "other"))
    try store.save(Samples.migration())
    for number in 1...6 {
      try store.append(
        Samples.transition(number % 2, migration: number < 4 ? "engine-v5" : "other"))
    }
    #expect(try store.transitions(of: "engine-v5").map(\.number) == [1, 2, 3])
    #expect(try store.transitions(of: "engine-v5", attempt: 1).map(\.number) == [1, 3])
    #expect(try store.transitions(attempt: 0).map(\.number) == [2, 4, 6])
    #expect(try store.transitions(after: 4).map(\.number) == [5, 6])
    #expect(try store.transitions(of: "nobody").isEmpty)
    func numbers(_ query: RecordQuery) throws -> [Int64] {
      try store.records(TransitionRecord.self, matching: query).map(\.number)
    }
    #expect(try numbers(RecordQuery(limit: 2, isNewestFirst: true)) == [6, 5])
    #expect(try numbers(RecordQuery(after: 1, limit: 2)) == [2, 3])
    #expect(try numbers(RecordQuery(limit: -5)) == [])
    #expect(try numbers(RecordQuery(after: .max)) == [])
    #expect(try numbers(RecordQuery(after: .min, limit: .max)).count == 6)
    #expect(try store.auditEntries(after: 0, limit: -1).isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func `windows and verdicts are kept up to their limit`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind, limits: StoreLimits(windows: 3, verdicts: 2))
    for number in 1...5 {
      try subject.store.append(Samples.window(number))
      try subject.store.append(Samples.verdict(number))
    }
    try subject.restart()
    #expect(try subject.store.windows().map(\.number) == [3, 4, 5])
    #expect(
      try subject.store.records(VerdictRecord.self, matching: RecordQuery()).map(\.number) == [
        4, 5,
      ]
    )
    #expect(try subject.store.append(Samples.window(6)) == 6, "a number is never used twice")
  }

  @Test(arguments: StoreKind.allCases)
  func `256 mismatch samples are kept, critical ones longest`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    for number in 1...300 {
      try subject.store.append(Samples.mismatch(number, isCritical: number == 7))
    }
    let kept = try subject.store.mismatches(limit: 1_000).map(\.number)
    #expect(kept == (46...300).reversed().map { Int64($0) } + [7])
    for number in 301...600 {
      try subject.store.append(Samples.mismatch(number, isCritical: true))
    }
    let critical = try subject.store.mismatches(limit: 1_000).map(\.number)
    #expect(critical == (345...600).reversed().map { Int64($0) })
  }

  @Test func `limits are at least one`() {
    let limits = StoreLimits(windows: 0, verdicts: -1, mismatches: .min)
    #expect(limits.limit(of: .windows) == 1)
    #expect(limits.limit(of: .verdicts) == 1)
    #expect(limits.limit(of: .mismatches) == 1)
    #expect(limits.limit(of: .transitions) == nil)
    #expect(limits.limit(of: .drills) == nil)
  }
}
