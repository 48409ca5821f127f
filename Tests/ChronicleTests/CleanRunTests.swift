import Chronicle
import EngineRPC
import Testing

@Suite struct `A clean run` {
  @Test(
    arguments: RecordedRun.Kind.allCases,
    ["geth-1.14.10-shanghai", "geth-1.14.10-cancun-transition"])
  func `of a recorded chain breaks nothing`(kind: RecordedRun.Kind, recording: String) throws {
    let report = try RecordedRun.make(kind, recording).report()
    #expect(report.violations == [])
    let isShanghai = recording.hasSuffix("shanghai")
    #expect(report.summary.operations == (isShanghai ? 86 : 52))
    #expect(report.summary.slots == (isShanghai ? 20 : 12))
    #expect(report.summary.missedSlots == [])
    #expect(report.summary.headsAreEqual)
    #expect(report.summary.callersHead != nil)
    #expect(report.summary.unanswered == 0)
  }

  @Test func `of nothing breaks nothing`() throws {
    let report = try ChronicleChecker.report(
      caller: ChronicleLog(), engines: ["geth": ChronicleLog()],
      expectations: ChronicleExpectations(topology: .shared("geth")))
    #expect(report.violations == [])
    #expect(report.summary.operations == 0)
    #expect(report.summary.headsAreEqual)
  }

  @Test func `counts a slot whose payload never came`() throws {
    var run = try RecordedRun.make(.v4Answers)
    for party in [Run.caller, "v4", "v5"] { try run.drop(.getPayload, party, 3) }
    let report = try run.report()
    #expect(report.violations == [])
    #expect(report.summary.missedSlots.count == 1)
  }

  @Test func `counts a slot once that is asked for twice`() throws {
    var run = try RecordedRun.make(.v4Answers)
    for party in [Run.caller, "v4", "v5"] {
      let build = run[party][try run.place(.build, party, -1)]
      let get = run[party][try run.place(.getPayload, party, -1)]
      run.insert(build, party)
      run.insert(get, party)
    }
    #expect(try run.report().summary.slots == 20)
    #expect(try run.report().summary.missedSlots == [])
  }

  @Test func `tells when the heads differ at the end`() throws {
    var run = try RecordedRun.make(.v4Answers)
    try run.drop(.plainForkchoice, "v5", -1)
    let summary = try run.report().summary
    #expect(!summary.headsAreEqual)
    #expect(summary.heads["v4"] == summary.callersHead)
    #expect(summary.heads["v5"] != summary.callersHead)
  }

  @Test func `is not concluded from logs that lack something`() throws {
    let expectations = ChronicleExpectations(topology: .separate(v4: "v4", v5: "v5"))
    let log = ChronicleLog()
    #expect(throws: ChronicleError.missingLog(engine: "v5")) {
      try ChronicleChecker.report(caller: log, engines: ["v4": log], expectations: expectations)
    }
    #expect(throws: ChronicleError.unexpectedLog(engine: "v6")) {
      try ChronicleChecker.report(
        caller: log, engines: ["v4": log, "v5": log, "v6": log], expectations: expectations)
    }
    let short = ChronicleLog(entries: [], lost: 3)
    #expect(throws: ChronicleError.incomplete(log: "v5", lost: 3)) {
      try ChronicleChecker.report(
        caller: log, engines: ["v4": log, "v5": short], expectations: expectations)
    }
    #expect(throws: ChronicleError.incomplete(log: "caller", lost: 3)) {
      try ChronicleChecker.report(
        caller: short, engines: ["v4": log, "v5": log], expectations: expectations)
    }
  }
}
