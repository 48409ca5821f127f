import Foundation
import Records
import TestKit
import Testing

/// Texts and sizes that nobody should send.
@Suite struct BadInput {
  private static let texts = [
    "", "\u{0}", "a\u{0}b", "'); DROP TABLE audit; --", "\"quoted\" \\ / \r\n\t",
    "e\u{301} and \u{e9}", "🏴󠁧󠁢󠁥󠁮󠁧󠁿\u{202e}", "\u{feff}{}", "\u{1}\u{1f}\u{7f}\u{2028}", "{\"open\":",
    String(repeating: "[", count: 100_000), "{} trailing",
  ]

  @Test(arguments: StoreKind.allCases, texts)
  func `any text comes back as it went in`(_ kind: StoreKind, _ text: String) throws {
    let subject = try StoreUnderTest(kind)
    var migration = Samples.migration()
    migration.stage = text
    migration.plan = text
    migration.document = text
    migration.holds = [HoldRecord(reason: text, sinceMilliseconds: .min, document: text)]
    migration.lockOut = nil
    var window = Samples.window()
    window.migration = text
    window.document = text
    let note = AuditNote(
      migration: text, who: text, what: text, why: text, evidence: text, wallMilliseconds: .max)
    try subject.store.commit(StoredChange(migration: migration, audit: [note, note]))
    try subject.store.append(window)
    try subject.restart()
    func bytes(_ text: String?) -> [UInt8]? { text.map { Array($0.utf8) } }
    let restored = try #require(subject.restored).record
    #expect(bytes(restored.stage) == bytes(text))
    #expect(bytes(restored.plan) == bytes(text))
    #expect(bytes(restored.document) == bytes(text))
    #expect(bytes(restored.holds.first?.reason) == bytes(text))
    #expect(restored.lockOut == nil)
    let found = try subject.store.records(
      WindowRecord.self, matching: RecordQuery(migration: text))
    #expect(found.map { bytes($0.record.document) } == [bytes(text)])
    #expect(
      try subject.store.auditEntries(after: 0, limit: 1).map { bytes($0.note.why) }.first
        == bytes(note.why))
    #expect(try subject.store.verifyAudit() == .intact(subject.store.auditHead()))
    let export = try subject.store.exportAll()
    #expect(try JSONSerialization.jsonObject(with: export) is [String: Any])
  }

  @Test(arguments: StoreKind.allCases)
  func `a flood of words is cut, marked, and verifies`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    let flood = String(repeating: "é", count: 1_000_000)
    var transition = Samples.transition()
    transition.reason = flood
    let note = AuditNote(
      who: flood, what: flood, why: flood, evidence: flood, wallMilliseconds: .min)
    try subject.store.commit(
      StoredChange(migration: Samples.migration(), transition: transition, audit: [note]))
    let kept = try #require(try subject.store.transitions().first).record.reason
    #expect(kept.utf8.count <= 8_192)
    #expect(kept.hasSuffix(" bytes cut)"))
    #expect(!kept.unicodeScalars.contains("\u{fffd}"))
    try subject.restart()
    #expect(try subject.store.verifyAudit() == .intact(subject.store.auditHead()))
    #expect(
      try subject.store.auditEntries(after: 0, limit: 1).map(\.note) == [note])
  }

  @Test(arguments: StoreKind.allCases)
  func `a record of more than 8 MiB is refused`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    let huge = String(repeating: " ", count: RecordRules.recordLimit)
    var migration = Samples.migration()
    migration.document = huge
    var window = Samples.window()
    window.document = huge
    var experiment = Samples.experiment()
    experiment.document = huge
    var drill = Samples.drill()
    drill.document = huge
    var transition = Samples.transition()
    transition.document = huge
    func isTooLarge(_ body: () throws -> Void) -> Bool {
      do {
        try body()
      } catch RecordsError.tooLarge(_, let bytes, let limit) {
        return bytes > limit
      } catch {}
      return false
    }
    #expect(isTooLarge { try subject.store.save(migration) })
    #expect(isTooLarge { try subject.store.append(window) })
    #expect(isTooLarge { try subject.store.upsert(experiment) })
    #expect(isTooLarge { try subject.store.commit(StoredChange(drill: drill)) })
    #expect(isTooLarge { try subject.store.commit(StoredChange(transition: transition)) })
    #expect(try subject.store.load() == nil)
  }

  @Test(arguments: StoreKind.allCases, ["", "Upper", "-a", "a b", "é", "a/../b", "a\u{0}"])
  func `a name that is none is refused`(_ kind: StoreKind, _ name: String) throws {
    let subject = try StoreUnderTest(kind)
    #expect(throws: RecordsError.invalidName(name)) {
      try subject.store.save(Samples.migration(1, name: name))
    }
    #expect(throws: RecordsError.invalidName(name)) {
      try subject.store.upsert(Samples.experiment(1, name: name))
    }
    let long = String(repeating: "a", count: 63)
    try subject.store.save(Samples.migration(1, name: long))
    #expect(throws: RecordsError.self) {
      try subject.store.save(Samples.migration(1, name: long + "a"))
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
  func `a body keeps 64 KiB and knows the whole`(_ length: Int) throws {
    var generator = SeededGenerator(seed: UInt64(length))
    let body = SampleBody(Data(generator.bytes(length)))
    #expect(body.length == length)
    #expect(body.bytes.count == min(length, 65_536))
    #expect(body.isCut == (length > 65_536))
    let coded = try JSONDecoder().decode(SampleBody.self, from: JSONEncoder().encode(body))
    #expect(coded == body)
    let liar = Data("{\"bytes\":\"AAAA\",\"length\":-4,\"digest\":\"\"}".utf8)
    #expect(try JSONDecoder().decode(SampleBody.self, from: liar).length == 3)
  }
}
