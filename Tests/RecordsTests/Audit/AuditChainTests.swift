import Foundation
import Records
import Testing

/// The audit log's hash chain, tampered with in every way.
@Suite struct AuditChains {
  private static func log(_ count: Int) throws -> (entries: [AuditEntry], head: AuditHead) {
    var head = AuditHead.start
    var entries: [AuditEntry] = []
    for number in 1...count {
      let entry = try AuditChain.entry(Samples.note(number), after: head)
      head = AuditHead(count: entry.number, hash: entry.hash)
      entries.append(entry)
    }
    return (entries, head)
  }

  private static func brokenEntry(_ verdict: AuditVerification) -> Int64? {
    switch verdict {
    case .intact: nil
    case .broken(let entry, _): entry
    }
  }

  @Test func `the first entry has the hash computed by hand`() throws {
    let entry = try Self.log(1).entries[0]
    #expect(entry.hash == "4e92e6b0150bf32d8e917e0b9d81f9677854cb3910a387bf756504566b926935")
  }

  @Test func `an untouched log is intact`() throws {
    let (entries, head) = try Self.log(7)
    #expect(AuditChain.verify(entries, head: head) == .intact(head))
    #expect(AuditChain.verify([], head: .start) == .intact(.start))
  }

  enum Edit: CaseIterable {
    case number, migration, who, what, why, evidence, clock, previousHash, hash, shiftedText
  }

  @Test(arguments: Edit.allCases, 1...5)
  func `an edited field breaks the entry it is in`(_ edit: Edit, _ number: Int) throws {
    var (entries, head) = try Self.log(5)
    let entry = entries[number - 1]
    let note = entry.note
    func edited(
      migration: String? = nil, who: String? = nil, what: String? = nil, why: String? = nil,
      evidence: String? = nil, clock: Int64? = nil
    ) -> AuditEntry {
      AuditEntry(
        number: entry.number,
        note: AuditNote(
          migration: migration ?? note.migration, who: who ?? note.who, what: what ?? note.what,
          why: why ?? note.why, evidence: evidence ?? note.evidence,
          wallMilliseconds: clock ?? note.wallMilliseconds),
        previousHash: entry.previousHash, hash: entry.hash)
    }
    let wrong = String(repeating: "f", count: 64)
    entries[number - 1] =
      switch edit {
      case .number:
        AuditEntry(
          number: 9, note: note, previousHash: entry.previousHash, hash: entry.hash)
      case .migration: edited(migration: "")
      case .who: edited(who: "bob@ops")
      case .what: edited(what: "approved")
      case .why: edited(why: note.why + " ")
      case .evidence: edited(evidence: "{}")
      case .clock: edited(clock: note.wallMilliseconds + 1)
      case .previousHash:
        AuditEntry(number: entry.number, note: note, previousHash: wrong, hash: entry.hash)
      case .hash:
        AuditEntry(
          number: entry.number, note: note, previousHash: entry.previousHash, hash: wrong)
      case .shiftedText: edited(who: note.who + "a", what: String(note.what.dropFirst()))
      }
    #expect(Self.brokenEntry(AuditChain.verify(entries, head: head)) == Int64(number))
  }

  @Test(arguments: 1...5)
  func `a deleted entry is named`(_ number: Int) throws {
    var (entries, head) = try Self.log(5)
    entries.remove(at: number - 1)
    let found = number < 5 ? Int64(number) + 1 : nil
    #expect(
      AuditChain.verify(entries, head: head)
        == .broken(entry: Int64(number), .missing(found: found)))
  }

  @Test(arguments: 1...4)
  func `swapped entries are named by the first`(_ number: Int) throws {
    var (entries, head) = try Self.log(5)
    entries.swapAt(number - 1, number)
    #expect(Self.brokenEntry(AuditChain.verify(entries, head: head)) == Int64(number))
  }

  @Test(arguments: 0...4)
  func `a cut-off end shows against the head`(_ kept: Int) throws {
    let (entries, head) = try Self.log(5)
    #expect(
      AuditChain.verify(entries.prefix(kept), head: head)
        == .broken(entry: Int64(kept) + 1, .missing(found: nil)))
  }

  @Test func `an added, a repeated and a rewritten entry show`() throws {
    let (entries, head) = try Self.log(5)
    let added = try AuditChain.entry(Samples.note(6), after: head)
    #expect(
      AuditChain.verify(entries + [added], head: head)
        == .broken(entry: 6, .beyondHead(count: 5)))
    #expect(
      AuditChain.verify(entries + [entries[4]], head: head)
        == .broken(entry: 6, .outOfOrder(found: 5)))
    let before = AuditHead(count: 4, hash: entries[3].hash)
    let rewritten = try AuditChain.entry(Samples.note(99), after: before)
    #expect(
      AuditChain.verify(entries.prefix(4) + [rewritten], head: head)
        == .broken(entry: 5, .wrongHead(found: rewritten.hash, expected: head.hash)))
  }

  @Test(arguments: [Int64.max, -1, .min])
  func `a head that cannot be counted on is damage`(_ count: Int64) throws {
    let head = AuditHead(count: count, hash: "")
    #expect(throws: RecordsError.self) { try AuditChain.entry(Samples.note(), after: head) }
    #expect(Self.brokenEntry(AuditChain.verify([], head: head)) != nil)
    let entry = AuditEntry(number: count, note: Samples.note(), previousHash: "", hash: "")
    #expect(AuditChain.verify([entry, entry], head: head) != .intact(head))
  }

  @Test(arguments: [
    AuditFault.missing(found: nil), .missing(found: 3), .outOfOrder(found: 2),
    .wrongPrevious(found: "a", expected: "b"), .wrongHash(found: "a", expected: "b"),
    .wrongHead(found: "a", expected: "b"), .beyondHead(count: 4),
  ])
  func `a fault says what is wrong`(_ fault: AuditFault) {
    #expect(fault.description.split(separator: " ").count >= 4)
  }
}
