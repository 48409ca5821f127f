import Foundation
import Records
import Testing

/// What every store does; each test runs against each kind.
@Suite struct Conformance {
  @Test(arguments: StoreKind.allCases)
  func `a new store holds nothing and was not stopped uncleanly`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    #expect(try subject.store.load() == nil)
    #expect(!subject.store.wasUnclean)
    #expect(try subject.store.migrations().isEmpty)
    #expect(try subject.store.experiments().isEmpty)
    #expect(try subject.store.transitions().isEmpty)
    #expect(try subject.store.auditHead() == .start)
    #expect(try subject.store.verifyAudit() == .intact(.start))
  }

  @Test(arguments: StoreKind.allCases)
  func `a committed change is found whole after a restart`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    let entries = try subject.store.commit(Samples.change(1))
    #expect(entries.map(\.number) == [1, 2])
    try subject.store.commit(Samples.change(2))
    try subject.restart()
    let restored = try #require(subject.restored)
    #expect(restored.record == Samples.migration(2))
    #expect(restored.lastTransition == Numbered(number: 2, record: Samples.transition(2)))
    #expect(try subject.store.load() == restored)
    #expect(try subject.store.drills().map(\.record) == [Samples.drill(2), Samples.drill(1)])
    #expect(try subject.store.auditEntries(after: 0, limit: 10).prefix(2) == entries[...])
    #expect(try subject.store.verifyAudit() == .intact(subject.store.auditHead()))
  }

  @Test(arguments: StoreKind.allCases)
  func `the stage's clock is restored as it was saved`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    var record = Samples.migration()
    for elapsed: Int64 in [0, 30_000, 60_000] {
      record.stageElapsedMilliseconds = elapsed
      try subject.store.save(record)
      try subject.restart()
      #expect(subject.restored?.record.stageElapsedMilliseconds == elapsed)
    }
    #expect(try subject.store.transitions().isEmpty)
  }

  @Test(arguments: StoreKind.allCases)
  func `only a stop that was noted is clean`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    try subject.store.save(Samples.migration())
    try subject.store.markRunning()
    try subject.restart()
    #expect(subject.store.wasUnclean)
    #expect(subject.restored?.wasUnclean == true)
    try subject.store.markRunning()
    try subject.store.markCleanlyStopped()
    #expect(subject.store.wasUnclean, "it says how the run before ended")
    try subject.restart()
    #expect(!subject.store.wasUnclean)
    #expect(subject.restored?.wasUnclean == false)
  }

  @Test(arguments: StoreKind.allCases)
  func `the migration saved last is the one restored`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    try subject.store.commit(Samples.change(1))
    try subject.store.save(Samples.migration(4, name: "another"))
    try subject.restart()
    #expect(subject.restored?.record.name == "another")
    #expect(subject.restored?.lastTransition == nil)
    try subject.store.save(Samples.migration(3))
    #expect(try subject.store.load()?.record == Samples.migration(3))
    #expect(try subject.store.migrations().map(\.name) == ["another", "engine-v5"])
  }

  @Test(arguments: StoreKind.allCases)
  func `a change is written whole or not at all`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    try subject.store.commit(Samples.change(1))
    let head = try subject.store.auditHead()
    var change = Samples.change(2)
    change.transition = Samples.transition(2, migration: "nobody")
    #expect(throws: RecordsError.unknownMigration("nobody")) { try subject.store.commit(change) }
    #expect(throws: RecordsError.unknownMigration("nobody")) {
      try subject.store.append(Samples.transition(1, migration: "nobody"))
    }
    #expect(try subject.store.load()?.record == Samples.migration(1))
    #expect(try subject.store.drills().count == 1)
    #expect(try subject.store.auditHead() == head)
  }

  @Test(arguments: StoreKind.allCases)
  func `every kind of log gives back what it was given`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    let store = subject.store
    try store.save(Samples.migration())
    for number in 1...3 {
      #expect(try store.append(Samples.transition(number)) == Int64(number))
      #expect(try store.append(Samples.window(number)) == Int64(number))
      #expect(try store.append(Samples.verdict(number)) == Int64(number))
      #expect(try store.append(Samples.mismatch(number)) == Int64(number))
      #expect(try store.append(Samples.drill(number)) == Int64(number))
    }
    try subject.restart()
    let again = subject.store
    #expect(try again.transitions().map(\.record) == (1...3).map { Samples.transition($0) })
    #expect(try again.windows().map(\.record) == (1...3).map { Samples.window($0) })
    #expect(
      try again.records(VerdictRecord.self, matching: RecordQuery()).map(\.record)
        == (1...3).map { Samples.verdict($0) })
    #expect(
      try again.mismatches().map(\.record) == (1...3).reversed().map { Samples.mismatch($0) })
    #expect(try again.drills().map(\.record) == (1...3).reversed().map { Samples.drill($0) })
  }

  @Test(arguments: StoreKind.allCases)
  func `an experiment is replaced by its name`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    try subject.store.upsert(Samples.experiment(1, name: "b"))
    try subject.store.upsert(Samples.experiment(1, name: "a"))
    try subject.store.upsert(Samples.experiment(2, name: "b"))
    try subject.restart()
    #expect(
      try subject.store.experiments() == [
        Samples.experiment(1, name: "a"), Samples.experiment(2, name: "b"),
      ])
  }

  @Test(arguments: StoreKind.allCases)
  func `a closed store refuses, and closes twice`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    try subject.store.close()
    try subject.store.close()
    #expect(throws: RecordsError.closed) { try subject.store.load() }
    #expect(throws: RecordsError.closed) { try subject.store.save(Samples.migration()) }
    #expect(throws: RecordsError.closed) { try subject.store.markCleanlyStopped() }
  }
}
