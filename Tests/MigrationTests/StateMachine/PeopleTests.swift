import Evidence
import Testing

@testable import Migration

/// What people do: start, pause, approve, promote, retry, finalize; and their hooks.
@Suite struct PeopleTests {
  private static let now = Rehearsal.now

  @Test func `everything that people do needs an identity`() throws {
    var machine = try Rehearsal.machine(.canary)
    #expect(throws: MigrationError.missingIdentity(event: .pause)) {
      _ = try machine.pause(who: " ", reason: "r", at: 0)
    }
    #expect(throws: MigrationError.missingIdentity(event: .approve)) {
      _ = try machine.approve(who: "", at: 0)
    }
    #expect(throws: MigrationError.missingReason(event: .promote)) {
      _ = try machine.promote(who: "ana", reason: " ", at: 0)
    }
  }

  @Test func `a start is recorded, then both sides run, then evidence begins`() throws {
    var machine = try Rehearsal.machine(.preMigration)
    let effects = try machine.start(execute: true, who: "ana", at: 5)
    let kinds = effects.list.map { "\($0)".prefix { $0 != "(" } }
    #expect(
      kinds == ["persist", "setMode", "resetEvidence", "beginStage", "runHooks", "notify"])
    #expect(effects.persistsFirst)
    #expect(machine.standing.state == .testing(startedAt: 5, progress: 0))
  }

  @Test func `a red hold bars the start`() throws {
    var machine = try Rehearsal.machine(.preMigration)
    _ = try machine.panic("file", at: 0)
    #expect(machine.standing.kind == .preMigration)
    #expect(throws: MigrationError.self) { _ = try machine.start(execute: true, who: "ana", at: 0) }
    _ = try machine.clear(.panic, at: 0)
    _ = try machine.start(execute: true, who: "ana", at: 0)
  }

  @Test func `a pause stops the advance, not the watch, and names who paused`() throws {
    var machine = try Rehearsal.machine(.testing)
    _ = try machine.pause(who: "ana", reason: "lunch", at: Self.now)
    _ = machine.elapse(.minutes(10), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.standing.kind == .testing)
    #expect(machine.blockers.map(\.description) == ["paused by ana: lunch"])
    #expect(machine.blockers.map(\.needsPerson) == [true])
    #expect(throws: MigrationError.paused(by: "ana", reason: "lunch")) {
      _ = try machine.pause(who: "bo", reason: "x", at: 0)
    }
    #expect(throws: MigrationError.paused(by: "ana", reason: "lunch")) {
      _ = try machine.promote(who: "bo", reason: "x", at: 0)
    }
    _ = try machine.resume(who: "bo", at: Self.now)
    #expect(machine.standing.kind == .canary)
    #expect(throws: MigrationError.notPaused) { _ = try machine.resume(who: "bo", at: 0) }
  }

  @Test func `monitoring stays armed while an approval is awaited`() throws {
    var machine = try Rehearsal.machine(.canary)
    _ = machine.elapse(.hours(2), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.blockers == [.approvals(0, of: 1)])
    var evidence = StageEvidence(.fail, operations: 1)
    evidence.rollback = RollbackCause(.evidence, "errors 100 % > 0.5 %")
    _ = try machine.evidence(evidence, at: Self.now)
    #expect(machine.standing.state == .rolledBack(reason: "errors 100 % > 0.5 %"))
  }

  @Test func `approvals are of different people who may, for the stage at hand`() throws {
    var plan = Rehearsal.plan
    plan.stages[1].approvals = 2
    plan.stages[1].approvers = ["ana", "bo", "cy"]
    var machine = try Rehearsal.machine(.testing, plan: plan)
    #expect(throws: MigrationError.approvalNotNeeded(stage: "parallel")) {
      _ = try machine.approve(who: "ana", at: 0)
    }
    _ = machine.elapse(.minutes(10), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(60), at: Self.now)
    _ = machine.elapse(.hours(1), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(1_000), at: Self.now)
    _ = try machine.approve(who: "ana", stage: "canary-5", at: Self.now)
    #expect(throws: MigrationError.alreadyApproved(who: "ana")) {
      _ = try machine.approve(who: "ana", at: 0)
    }
    #expect(throws: MigrationError.notAnApprover(who: "eve", approvers: ["ana", "bo", "cy"])) {
      _ = try machine.approve(who: "eve", at: 0)
    }
    #expect(throws: MigrationError.wrongStage(named: "gradual-20", current: "canary-5")) {
      _ = try machine.approve(who: "bo", stage: "gradual-20", at: 0)
    }
    #expect(machine.standing.kind == .canary)
    _ = try machine.approve(who: "bo", at: Self.now)
    #expect(machine.standing.kind == .gradual)
    #expect(machine.standing.approvals == [])
  }

  @Test func `a promotion goes one step, before the evidence and never past red`() throws {
    var machine = try Rehearsal.machine(.testing)
    let effects = try machine.promote(who: "ana", reason: "rehearsed", at: Self.now)
    #expect(machine.standing.state == .canary(percentage: .percent(5)))
    guard case .persist(let transition) = try #require(effects.list.first) else {
      Issue.record("\(effects)")
      return
    }
    #expect(transition.who == "ana")
    #expect(transition.reason == "promoted: rehearsed")
    _ = try machine.raise(Hold(.freeze(.calendar), since: 0), at: Self.now)
    let stage = machine.stage.name
    #expect(throws: MigrationError.approvalsMissing(stage: stage, count: 0, of: 1)) {
      _ = try machine.promote(who: "ana", reason: "agreed", at: Self.now)
    }
    _ = try machine.approve(who: "bo", at: Self.now)
    _ = try machine.promote(who: "ana", reason: "agreed", at: Self.now)
    #expect(machine.standing.kind == .gradual)
    _ = try machine.promote(who: "ana", reason: "agreed", at: Self.now)
    #expect(machine.mode.share == .percent(20))
    let red = Hold(.v5Behind, since: 0)
    _ = try machine.raise(red, at: Self.now)
    #expect(throws: MigrationError.held([red])) {
      _ = try machine.promote(who: "ana", reason: "x", at: 0)
    }
    _ = try machine.clear(.v5Behind, at: Self.now)
    _ = try machine.evidence(StageEvidence(.fail, reasons: ["mismatch 3 %"]), at: Self.now)
    #expect(throws: MigrationError.evidenceFailed(reasons: ["mismatch 3 %"])) {
      _ = try machine.promote(who: "ana", reason: "x", at: 0)
    }
  }

  private static var hooked: MigrationPlan {
    var plan = Rehearsal.plan
    plan.hooks = [
      PlannedHook(name: "ticket", when: .beforeAdvance, command: ["x"]),
      PlannedHook(name: "other", when: .beforeAdvance, command: ["x"], stages: ["complete"]),
      PlannedHook(name: "after", when: .afterAdvance, command: ["x"]),
    ]
    return plan
  }

  private static func asked() throws -> (MigrationMachine, PendingAdvance) {
    var machine = try Rehearsal.machine(.testing, plan: hooked)
    _ = machine.elapse(.minutes(10), at: now)
    let effects = try machine.evidence(Rehearsal.pass(), at: now)
    guard case .askHooks(let pending) = try #require(effects.list.last) else {
      throw MigrationError.notPaused
    }
    return (machine, pending)
  }

  @Test func `hooks are asked once before an advance, which then is made`() throws {
    var (machine, pending) = try Self.asked()
    #expect(pending.hooks == ["ticket"])
    #expect(pending.stage == "canary-5")
    #expect(machine.standing.kind == .testing)
    #expect(try machine.evidence(Rehearsal.pass(), at: Self.now) == .none)
    #expect(throws: MigrationError.staleAdvance(token: 9, pending: pending.token)) {
      _ = try machine.hooksPassed(token: 9, at: 0)
    }
    _ = try machine.hooksPassed(token: pending.token, at: Self.now)
    #expect(machine.standing.kind == .canary)
    #expect(throws: MigrationError.staleAdvance(token: pending.token, pending: nil)) {
      _ = try machine.hooksPassed(token: pending.token, at: 0)
    }
  }

  @Test func `what comes in the way while hooks are asked still counts`() throws {
    var (machine, pending) = try Self.asked()
    _ = try machine.raise(Hold(.operator, since: 0), at: Self.now)
    #expect(try machine.hooksPassed(token: pending.token, at: Self.now) == .none)
    #expect(machine.standing.kind == .testing)
    (machine, pending) = try Self.asked()
    _ = try machine.rollback(RollbackCause(.operator, "r"), at: Self.now)
    #expect(throws: MigrationError.self) {
      _ = try machine.hooksPassed(token: pending.token, at: Self.now)
    }
    #expect(machine.standing.kind == .rolledBack)
  }

  @Test func `a promotion that turns red while hooks are asked is not made`() throws {
    var machine = try Rehearsal.machine(.testing, plan: Self.hooked)
    _ = try machine.promote(who: "ana", reason: "r", at: Self.now)
    let token = try #require(machine.standing.pending?.token)
    _ = try machine.freeze("flip", at: Self.now)
    #expect(throws: MigrationError.self) { _ = try machine.hooksPassed(token: token, at: 0) }
    _ = try machine.resume(who: "ana", reason: "looked", at: Self.now)
    _ = try machine.hooksPassed(token: token, at: Self.now)
    #expect(machine.standing.kind == .canary)
  }

  @Test func `a veto holds and the hooks are asked again later`() throws {
    var (machine, pending) = try Self.asked()
    _ = try machine.hooksVetoed(token: pending.token, hook: "ticket", reason: "not yet", at: 0)
    #expect(
      machine.standing.holds.map(\.description) == ["hookVeto ticket (not yet), for 0s so far"])
    _ = machine.elapse(.minutes(4), at: Self.now)
    _ = try machine.evidence(Rehearsal.pass(), at: Self.now)
    #expect(machine.standing.pending == nil)
    _ = machine.elapse(.minutes(1), at: Self.now)
    #expect(machine.standing.pending?.token == pending.token + 1)
  }

  @Test func `hooks that never answer are a veto`() throws {
    var (machine, _) = try Self.asked()
    _ = machine.elapse(.seconds(90), at: Self.now)
    #expect(machine.standing.pending != nil)
    _ = machine.elapse(.seconds(1), at: Self.now)
    #expect(machine.standing.pending == nil)
    #expect(machine.standing.hold(.hookVeto)?.evidence == "no answer within 1m30s")
  }

  @Test func `finalize wants the name, the standby over, and nothing red`() throws {
    var machine = try Rehearsal.machine(.complete)
    #expect(throws: MigrationError.nameMismatch(typed: "rehersal", expected: "rehearsal")) {
      _ = try machine.finalize(typed: "rehersal", who: "ana", at: 0)
    }
    #expect(throws: MigrationError.standbyNotOver(remaining: .days(7))) {
      _ = try machine.finalize(typed: "rehearsal", who: "ana", at: 0)
    }
    #expect(throws: MigrationError.missingReason(event: .finalize)) {
      _ = try machine.finalize(typed: "rehearsal", who: "ana", force: true, at: 0)
    }
    _ = try machine.freeze("flip", at: 0)
    #expect(throws: MigrationError.self) {
      _ = try machine.finalize(typed: "rehearsal", who: "ana", force: true, reason: "r", at: 0)
    }
    _ = try machine.resume(who: "ana", reason: "looked", at: 0)
    _ = try machine.wayBack(.closed("cancun"), at: 0)
    _ = machine.elapse(.days(7), at: 0)
    let effects = try machine.finalize(typed: "rehearsal", who: "ana", at: 0)
    guard effects.list.count == 4, case .persist = effects.list[0] else {
      Issue.record("\(effects)")
      return
    }
    #expect(effects.list[1] == .markFinalized(migration: "rehearsal"))
    #expect(effects.list[2] == .setMode(.v5Only))
    #expect(machine.mode == .v5Only)
  }

  @Test func `a retry is another attempt with evidence of its own`() throws {
    var machine = try Rehearsal.machine(.rolledBack)
    let effects = try machine.retry(who: "ana", at: 9)
    #expect(machine.standing.attempt == 2)
    #expect(machine.standing.state == .testing(startedAt: 9, progress: 0))
    #expect(machine.standing.evidence == nil)
    #expect(machine.operations == 0)
    #expect(effects.list.contains(.resetEvidence(attempt: 2)))
    #expect(effects.persistsFirst)
  }
}
