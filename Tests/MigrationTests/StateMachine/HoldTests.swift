import ABTesting
import Evidence
import Foundation
import Testing

@testable import Migration

/// Holds, missing evidence and the stage's clock.
@Suite struct HoldTests {
  private static let now = Rehearsal.now

  private static func ready() throws -> MigrationMachine {
    var machine = try Rehearsal.machine(.testing)
    _ = machine.elapse(.minutes(10), at: now)
    return machine
  }

  @Test func `a hold's line has value, comparator, threshold, evidence and for how long`() throws {
    var machine = try Rehearsal.machine(.canary)
    let hold = Hold(
      .evidence(.latencyP99), value: "512 ms", comparator: ">", threshold: "1.5 × 301 ms",
      evidence: "W=3.4e2 of 1e6, n5=812", since: 7)
    _ = try machine.raise(hold, at: Self.now)
    _ = machine.elapse(.minutes(4), at: Self.now)
    #expect(
      machine.standing.holds.first?.description
        == "latency-p99 512 ms > 1.5 × 301 ms (W=3.4e2 of 1e6, n5=812), for 4m so far")
    #expect(machine.standing.holds.first?.since == 7)
  }

  @Test func `a hold from a reading says what the reading says`() throws {
    var judge = EvidenceJudge()
    var builder = WindowBuilder(start: 0)
    builder.route(share: 500, asksBothArms: true)
    let window = builder.close(now: 20)
    let judgement = judge.judge(try #require(window))
    let reading = try #require(judgement.reading(.chainIdle))
    let hold = Hold(reading, at: 5)
    #expect(hold.reason == .evidence(.chainIdle))
    #expect("\(hold)".hasPrefix(reading.description.prefix(12)))
    let evidence = StageEvidence(judgement, reorgs: 2, at: 5)
    #expect(evidence.verdict == judgement.verdict)
    #expect(evidence.reorgs == 2)
    #expect(evidence.rollback == nil)
  }

  @Test func `a judgement that asks for a rollback carries its cause`() throws {
    var judge = EvidenceJudge()
    var builder = WindowBuilder(start: 0)
    let sample = ArmSample(outcome: .ok, latency: .milliseconds(5))
    builder.add(
      ExchangeSample(
        method: .newPayload, fork: "shanghai", authority: .v4, v4: sample, v5: sample,
        comparison: .critical))
    let window = builder.close(now: 12)
    let judgement = judge.judge(try #require(window))
    let evidence = StageEvidence(judgement, reorgs: 0, at: 5)
    #expect(evidence.rollback?.trigger == .divergence)
    #expect(evidence.rollback?.reason.hasPrefix("critical 1 > 0") == true)
    var machine = try Rehearsal.machine(.canary)
    let effects = try machine.evidence(evidence, at: Self.now)
    #expect(effects.list.first == .setMode(.v4Only))
    #expect(machine.standing.hold(.frozen) != nil)
  }

  @Test func `a hold stops the advance and its end lets it go on`() throws {
    var machine = try Self.ready()
    _ = try machine.raise(Hold(.freeze(.calendar), since: 0), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.standing.kind == .testing)
    #expect(machine.blockers.map(\.needsPerson) == [false])
    let effects = try machine.clear(.freeze(.calendar), at: Self.now)
    #expect(machine.standing.kind == .canary)
    #expect(effects.list.contains(.setMode(.canary(.percent(5)))))
    #expect(try machine.clear(.freeze(.calendar), at: Self.now) == .none)
  }

  @Test func `a renewed hold keeps its beginning and is told once`() throws {
    var machine = try Rehearsal.machine(.canary)
    let first = try machine.raise(Hold(.health("disk"), value: "1", since: 1), at: Self.now)
    #expect(first.list.count == 2)
    #expect(try machine.raise(Hold(.health("disk"), value: "2", since: 9), at: Self.now) == .none)
    #expect(machine.standing.holds.map(\.value) == ["2"])
    #expect(machine.standing.holds.map(\.since) == [1])
  }

  @Test func `detectors' holds go when the detectors say so, others stay`() throws {
    var machine = try Rehearsal.machine(.canary)
    var evidence = Rehearsal.pass()
    evidence.verdict = .inconclusive
    evidence.holds = [Hold(.evidence(.sampleRatio), since: 0), Hold(.operator, since: 0)]
    _ = try machine.evidence(evidence, at: Self.now)
    #expect(machine.standing.holds.map(\.reason) == [.evidence(.sampleRatio)])
    _ = try machine.raise(Hold(.operator, since: 0), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.standing.holds.map(\.reason) == [.operator])
  }

  @Test
  func `missing evidence holds after the minimum time, pages at its deadline, and a pass ends it`()
    throws
  {
    var machine = try Rehearsal.machine(.testing)
    #expect(machine.standing.holds.isEmpty)
    let effects = machine.elapse(.minutes(10), at: Self.now)
    #expect(machine.standing.holds.map(\.reason) == [.missingEvidence])
    #expect(!effects.isEmpty)
    #expect(machine.elapse(.hours(23), at: Self.now) == .none)
    let page = machine.elapse(.hours(1), at: Self.now)
    guard case .notify(let notice) = try #require(page.list.first) else {
      Issue.record("\(page)")
      return
    }
    #expect(notice.urgency == .page)
    #expect(notice.text.contains("missingEvidence"))
    #expect(machine.elapse(.hours(1), at: Self.now) == .none)
    #expect(machine.elapse(.hours(23), at: Self.now).list.count == 1)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.standing.kind == .canary)
    #expect(machine.standing.holds.isEmpty)
  }

  @Test(arguments: [MissingEvidence.Consequence.pause, .rollback])
  func `what the plan says follows the deadline`(_ then: MissingEvidence.Consequence) throws {
    var plan = Rehearsal.plan
    plan.stages[0].missing = MissingEvidence(hold: .hours(1), then: then)
    var machine = try Rehearsal.machine(.testing, plan: plan)
    _ = machine.elapse(.minutes(10), at: Self.now)
    let effects = machine.elapse(.hours(1), at: Self.now)
    switch then {
    case .pause: #expect(machine.standing.pause?.who == "plan")
    case .rollback:
      #expect(machine.standing.kind == .rolledBack)
      #expect(effects.list.first == .setMode(.v4Only))
      #expect(machine.standing.lockOut.remaining == .minutes(30))
    case .page: Issue.record("not asked for")
    }
  }

  @Test func `evidence that is old counts as missing`() throws {
    var machine = try Self.ready()
    _ = try machine.raise(Hold(.operator, since: 0), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    _ = machine.elapse(.minutes(6), at: Self.now)
    _ = try machine.clear(.operator, at: Self.now)
    #expect(machine.standing.kind == .testing)
    #expect(machine.blockers == [.staleEvidence(age: .minutes(6), limit: .minutes(5))])
    #expect("\(machine.blockers[0])" == "no window judged for 6m, expected 5m")
  }

  @Test func `a pass from before a step says nothing about the step`() throws {
    var plan = Rehearsal.plan
    (plan.stages[2].stepTime, plan.stages[2].minimumTime) = (.minutes(1), .minutes(1))
    var machine = try Rehearsal.machine(.gradual, plan: plan)
    _ = machine.elapse(.minutes(1), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.mode.share == .percent(20))
    _ = machine.elapse(.minutes(1), at: Self.now)
    #expect(machine.mode.share == .percent(20))
    #expect(machine.blockers.contains(.evidence(.noData, reasons: [])))
  }

  @Test func `what is missing is named`() throws {
    var machine = try Self.ready()
    _ = try machine.evidence(
      StageEvidence(.inconclusive, operations: 14, reasons: ["errors no data"]), at: Self.now)
    #expect(
      machine.blockers.map(\.description) == [
        "operations: 14 of 50 done",
        "coverage: newPayload 0 of 3, forkchoiceUpdated 0 of 3, getPayload 0 of 3, builds 0 of 1",
        "evidence inconclusive: errors no data",
      ])
    #expect(
      machine.standing.hold(.missingEvidence)?.value.hasPrefix("operations: 14 of 50") == true)
    #expect(machine.standing.state == .testing(startedAt: Self.now, progress: 0))
    _ = machine.elapse(.seconds(1), at: Self.now)
    #expect(machine.standing.state == .testing(startedAt: Self.now, progress: 0.28))
  }

  @Test func `operations count from the stage's beginning and a lost count starts anew`() throws {
    var machine = try Self.ready()
    _ = try machine.evidence(Rehearsal.pass(60), at: Self.now)
    #expect(machine.standing.kind == .canary)
    _ = try machine.evidence(Rehearsal.pass(130), at: Self.now)
    #expect(machine.operations == 70)
    _ = try machine.evidence(Rehearsal.pass(10), at: Self.now)
    #expect(machine.operations == 0)
    _ = try machine.evidence(Rehearsal.pass(25), at: Self.now)
    #expect(machine.operations == 15)
    _ = try machine.evidence(Rehearsal.pass(.min), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(.max), at: Self.now)
    #expect(machine.operations == .max)
  }

  @Test(arguments: [
    (HoldReason.evidence(.chainIdle), false), (.uncleanRestart, false), (.v5Behind, false),
    (.operator, true), (.freeze(.fork), true), (.evidence(.errors), true),
  ])
  func `the stage's clock stops where time tells nothing`(_ reason: HoldReason, _ runs: Bool) throws
  {
    var machine = try Rehearsal.machine(.canary)
    let elapsed = machine.standing.stageElapsed
    _ = try machine.raise(Hold(reason, since: 0), at: Self.now)
    _ = machine.elapse(.minutes(1), at: Self.now)
    #expect(machine.standing.stageElapsed == (runs ? elapsed + .minutes(1) : elapsed))
  }

  @Test func `no time at all changes nothing, and all the time there is does not trap`() throws {
    var machine = try Rehearsal.machine(.canary)
    let before = machine
    #expect(machine.elapse(.zero, at: Self.now) == .none)
    #expect(machine == before)
    for _ in 0..<3 { _ = machine.elapse(.days(.max), at: .max) }
    #expect(machine.standing.stageElapsed == .days(3_650))
  }

  @Test func `only a person ends a freeze, and holds have a bound`() throws {
    var machine = try Rehearsal.machine(.canary)
    _ = try machine.freeze("a flip", at: Self.now)
    #expect(throws: MigrationError.holdNeedsPerson(.frozen)) {
      _ = try machine.clear(.frozen, at: Self.now)
    }
    for number in 1..<64 {
      _ = try machine.raise(Hold(.health("check-\(number)"), since: 0), at: Self.now)
    }
    #expect(throws: MigrationError.tooManyHolds(limit: 64)) {
      _ = try machine.raise(Hold(.operator, since: 0), at: Self.now)
    }
  }

  @Test func `v4's health is a hold of its own and ends with it`() throws {
    var machine = try Rehearsal.machine(.canary)
    _ = try machine.wayBack(.unhealthy("3 blocks behind"), at: Self.now)
    #expect(
      machine.standing.holds.map(\.description) == ["v4NotReady (3 blocks behind), for 0s so far"])
    _ = try machine.wayBack(.closed("cancun"), at: Self.now)
    #expect(machine.standing.holds.map(\.reason) == [.wayBackClosed])
    _ = try machine.wayBack(.open, at: Self.now)
    #expect(machine.standing.holds == [])
  }

  @Test func `every reason's name is read back`() throws {
    let reasons: [HoldReason] =
      DetectorName.allCases.map(HoldReason.evidence)
      + HoldReason.Freeze.allCases.map(HoldReason.freeze) + [
        .missingEvidence, .health("clock-skew"), .v5Behind, .v4NotReady, .noHealthyTarget,
        .wayBackClosed, .uncleanRestart, .notPersisted, .frozen, .drillFailed, .hookVeto, .panic,
        .operator,
      ]
    for reason in reasons {
      #expect(HoldReason(reason.description) == reason)
      let json = try JSONEncoder().encode(reason)
      #expect(try JSONDecoder().decode(HoldReason.self, from: json) == reason)
    }
    for name in [
      "", "health:", "freeze:lunch", "nonsense", "health:" + String(repeating: "x", count: 65),
    ] {
      #expect(HoldReason(name) == nil)
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(HoldReason.self, from: Data("\"nonsense\"".utf8))
    }
  }
}
