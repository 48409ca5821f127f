import Chronicle
import Testing

@Suite struct `A broken run` {
  @Test(arguments: OrderMutations.all + AnswerMutations.all)
  func `is found out`(mutation: Mutation) throws {
    var run = try RecordedRun.make(mutation.kind)
    try mutation.apply(&run)
    let found = try run.report().violations
    #expect(
      !mutation.invariants.isDisjoint(with: found.map(\.invariant)),
      "expected \(mutation.invariants.map(\.rawValue)), found \(found)")
    #expect(found.allSatisfy { !$0.sentence.isEmpty && "\($0)".hasPrefix($0.invariant.rawValue) })
  }

  @Test(arguments: AllowedChanges.all)
  func `is not what a gateway may make of it`(change: Mutation) throws {
    var run = try RecordedRun.make(change.kind)
    let untouched = run.parties
    try change.apply(&run)
    #expect(run.parties != untouched)
    let violations = try run.report().violations
    #expect(violations == [], "\(violations)")
  }

  @Test func `is described by where the logs show it`() throws {
    var run = try RecordedRun.make(.v4Answers)
    let place = try run.place(.newPayload, Run.caller, 2)
    try run.drop(.newPayload, "v5", 2)
    let violation = try #require(try run.report().violations.first)
    #expect(violation.callerEntries == [place])
    #expect(violation.engine == "v5")
    #expect("\(violation)".hasPrefix("S3: engine_newPayloadV2 of block 0x"))
    #expect("\(violation)".hasSuffix("never reached v5 [caller #\(place)]"))
  }
}
