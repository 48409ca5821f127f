import Foundation
import Records
import Testing

/// The export, whose form programs of others read.
@Suite struct Export {
  private static func fill(_ store: any RecordStore) throws {
    try store.commit(Samples.change(1))
    try store.append(Samples.window(1))
    try store.append(Samples.window(2))
    try store.append(Samples.verdict(1))
    try store.append(Samples.mismatch(1))
    try store.upsert(Samples.experiment(1))
    try store.upsert(Samples.experiment(2, name: "test2"))
  }

  @Test func `both stores export the same bytes`() throws {
    let exports = try StoreKind.allCases.map { kind in
      let subject = try StoreUnderTest(kind)
      try Self.fill(subject.store)
      return String(decoding: try subject.store.exportAll(), as: UTF8.self)
    }
    #expect(exports[0] == exports[1])
    #expect(
      exports[0].hasPrefix("{\"schemaVersion\":1,\n\"migrations\":[\n{\"name\":\"engine-v5\""))
  }

  @Test(arguments: StoreKind.allCases)
  func `the export is one JSON document with documents inside`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    try Self.fill(subject.store)
    let whole = try #require(
      JSONSerialization.jsonObject(with: subject.store.exportAll()) as? [String: Any])
    #expect(
      Set(whole.keys) == [
        "schemaVersion", "migrations", "transitions", "windows", "verdicts", "mismatches",
        "drills", "experiments", "auditCount", "auditHash", "audit",
      ])
    let windows = try #require(whole["windows"] as? [[String: Any]])
    #expect(windows.map { $0["number"] as? Int } == [1, 2])
    #expect(windows.map { ($0["document"] as? [String: Int])?["n5"] } == [1, 2])
    let mismatch = try #require((whole["mismatches"] as? [[String: Any]])?.first)
    #expect(mismatch["request"] as? [String: String] == ["utf8": "request 1"])
    #expect(mismatch["v4"] as? [String: String] == ["base64": "/wA="])
    #expect(mismatch["isCritical"] as? Bool == false)
    let audit = try #require(whole["audit"] as? [[String: Any]])
    #expect(audit.count == 2)
    #expect(audit.last?["hash"] as? String == whole["auditHash"] as? String)
    let migration = try #require((whole["migrations"] as? [[String: Any]])?.first)
    #expect((migration["holds"] as? [[String: Any]])?.count == 1)
  }

  @Test(arguments: StoreKind.allCases)
  func `an export reads its logs page by page`(_ kind: StoreKind) throws {
    let subject = try StoreUnderTest(kind)
    for number in 1...450 {
      try subject.store.append(Samples.window(number))
      try subject.store.append(audit: Samples.note(number))
    }
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data().write(to: file)
    try subject.store.exportAll(to: FileHandle(forWritingTo: file))
    let whole = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let windows = try #require(whole["windows"] as? [[String: Any]])
    #expect(windows.compactMap { $0["number"] as? Int } == Array(1...450))
    let audit = try #require(whole["audit"] as? [[String: Any]])
    #expect(audit.compactMap { $0["number"] as? Int } == Array(1...450))
  }

  @Test func `a sink that fails ends the export`() throws {
    let subject = try StoreUnderTest(.memory)
    #expect(throws: RecordsError.full("sink")) {
      try subject.store.exportAll { _ in throw RecordsError.full("sink") }
    }
  }
}
