import Testing

@testable import Migration

/// The way back, its refusals and lock-outs.
@Suite struct RollbackTests {
  private static let now = Rehearsal.now
  private static let cause = RollbackCause(.evidence, "errors 9.00 % > 0.50 % (W=2e6 of 1e6)")

  @Test(arguments: [MigrationStateKind.testing, .canary, .gradual, .complete])
  func `a rollback is applied, then written, then verified and told`(
    _ state: MigrationStateKind
  ) throws {
    var machine = try Rehearsal.machine(state)
    let stage = machine.stage.name
    let effects = try machine.rollback(Self.cause, at: Self.now)
    let kinds = effects.list.map { "\($0)".prefix { $0 != "(" } }
    #expect(kinds == ["setMode", "persist", "verifyRollback", "notify", "runHooks"])
    #expect(!effects.persistsFirst)
    #expect(effects.list.last == .runHooks(.afterRollback, stage: stage))
    #expect(machine.standing.state == .rolledBack(reason: Self.cause.reason))
    #expect(machine.standing.lockOut.remaining == .minutes(30))
  }

  @Test func `holds, pause, pending hooks and a drill never stop a rollback`() throws {
    var machine = try Rehearsal.machine(.canary)
    for reason in [HoldReason.operator, .freeze(.fork), .health("disk"), .v5Behind] {
      _ = try machine.raise(Hold(reason, since: 0), at: Self.now)
    }
    _ = try machine.pause(who: "ana", reason: "r", at: Self.now)
    machine.standing.drill = .onV5
    let effects = try machine.rollback(Self.cause, at: Self.now)
    #expect(effects.list.first == .setMode(.v4Only))
    #expect(machine.standing.drill == nil)
    #expect(machine.standing.pause == nil)
    #expect(machine.standing.hold(.v5Behind) == nil)
    #expect(machine.standing.hold(.operator) != nil)
  }

  @Test func `a rollback never goes to an unhealthy v4: it holds and pages`() throws {
    var machine = try Rehearsal.machine(.canary)
    _ = try machine.wayBack(.unhealthy("no answer for 9s"), at: Self.now)
    let effects = try machine.rollback(Self.cause, at: Self.now)
    #expect(effects.refusal == .noHealthyTarget("no answer for 9s"))
    #expect(machine.standing.kind == .canary)
    #expect(machine.mode == .canary(.percent(5)))
    #expect(machine.standing.hold(.noHealthyTarget)?.evidence.hasPrefix("errors 9.00 %") == true)
    guard case .notify(let notice) = try #require(effects.list.last) else {
      Issue.record("\(effects)")
      return
    }
    #expect(notice.urgency == .page)
    #expect(!effects.list.contains(.setMode(.v4Only)))
    #expect(try machine.rollback(Self.cause, at: Self.now).isEmpty)
    // What was due is done as soon as it can be.
    let due = try machine.wayBack(.open, at: Self.now)
    #expect(machine.standing.hold(.noHealthyTarget) == nil)
    #expect(machine.standing.kind == .rolledBack)
    #expect(due.list.first == .setMode(.v4Only))
  }

  @Test func `parallel testing ends even with v4 unhealthy: nothing moves`() throws {
    var machine = try Rehearsal.machine(.testing)
    _ = try machine.wayBack(.unhealthy("behind"), at: Self.now)
    _ = try machine.rollback(Self.cause, at: Self.now)
    #expect(machine.standing.kind == .rolledBack)
  }

  @Test func `past the fork a rollback and a panic are refused with the reason`() throws {
    var machine = try Rehearsal.machine(.complete)
    _ = try machine.wayBack(.closed("cancun began"), at: Self.now)
    #expect(
      try machine.rollback(Self.cause, at: Self.now).refusal == .wayBackClosed("cancun began"))
    #expect(try machine.panic("file", at: Self.now).refusal == .wayBackClosed("cancun began"))
    #expect(machine.mode == .v5Primary)
    #expect(machine.standing.hold(.panic) != nil)
  }

  @Test func `a divergence rolls back and freezes until a person acknowledges it`() throws {
    var machine = try Rehearsal.machine(.gradual)
    let effects = try machine.rollback(RollbackCause(.divergence, "VALID ≠ INVALID"), at: 0)
    #expect(effects.list.first == .setMode(.v4Only))
    #expect(machine.standing.hold(.frozen)?.evidence == "VALID ≠ INVALID")
    _ = machine.elapse(.days(2), at: 0)
    #expect(throws: MigrationError.frozen("VALID ≠ INVALID")) {
      _ = try machine.retry(who: "ana", at: 0)
    }
    #expect(throws: MigrationError.missingReason(event: .retry)) {
      _ = try machine.retry(who: "ana", force: true, at: 0)
    }
    _ = try machine.retry(who: "ana", force: true, reason: "v4's bug, fixed", at: 0)
    #expect(machine.standing.holds == [])
  }

  @Test func `a freeze while running ends by a person with a reason`() throws {
    var machine = try Rehearsal.machine(.canary)
    _ = try machine.freeze("a flip", at: 0)
    #expect(throws: MigrationError.missingReason(event: .resume)) {
      _ = try machine.resume(who: "ana", at: 0)
    }
    _ = try machine.resume(who: "ana", reason: "looked", at: 0)
    #expect(machine.standing.holds == [])
  }

  @Test func `a panic goes to v4Only and bars the next attempt while its file is there`() throws {
    var plan = Rehearsal.plan
    plan.rollback.destination = .parallel
    var machine = try Rehearsal.machine(.canary, plan: plan)
    let effects = try machine.panic("file", at: 0)
    #expect(effects.list.first == .setMode(.v4Only))
    #expect(effects.list.filter { if case .setMode = $0 { true } else { false } }.count == 1)
    #expect(!machine.standing.lockOut.isActive)
    #expect(try machine.panic("file", at: 0) == .none)
    #expect(throws: MigrationError.self) {
      _ = try machine.retry(who: "ana", force: true, reason: "r", at: 0)
    }
    _ = try machine.clear(.panic, at: 0)
    #expect(machine.mode == .parallel)
    _ = try machine.retry(who: "ana", at: 0)
  }

  @Test
  func `lock-outs double, wear off on the machine's clock, and are forgotten by healthy days`()
    throws
  {
    var machine = try Rehearsal.machine(.testing)
    for (number, minutes) in [30, 60, 120, 240, 480, 960, 1_440, 1_440].enumerated() {
      _ = try machine.rollback(Self.cause, at: 0)
      #expect(machine.standing.lockOut.remaining == .minutes(minutes), "rollback \(number + 1)")
      #expect(throws: MigrationError.lockedOut(remaining: .minutes(minutes), rollbacks: number + 1))
      {
        _ = try machine.retry(who: "ana", at: 0)
      }
      _ = try machine.retry(who: "ana", force: true, reason: "r", at: 0)
    }
    _ = try machine.rollback(Self.cause, at: 0)
    _ = machine.elapse(.hours(23), at: .max)
    #expect(throws: MigrationError.self) { _ = try machine.retry(who: "ana", at: .max) }
    _ = machine.elapse(.hours(1), at: 0)
    #expect(machine.standing.lockOut.rollbacks == 8)
    _ = try machine.retry(who: "ana", at: 0)
    for _ in 0..<10 { _ = machine.elapse(.hours(24), at: 0) }
    #expect(machine.standing.lockOut.rollbacks == 0)
  }

  @Test func `a red hold breaks off the healthy time`() throws {
    var machine = try Rehearsal.machine(.testing)
    _ = try machine.rollback(Self.cause, at: 0)
    _ = machine.elapse(.hours(20), at: 0)
    _ = try machine.raise(Hold(.health("disk"), since: 0), at: 0)
    _ = machine.elapse(.hours(3), at: 0)
    _ = try machine.clear(.health("disk"), at: 0)
    _ = machine.elapse(.hours(5), at: 0)
    #expect(machine.standing.lockOut.rollbacks == 1)
  }

  @Test func `a rollback by hand locks nobody out`() throws {
    var machine = try Rehearsal.machine(.rolledBack)
    #expect(!machine.standing.lockOut.isActive)
    _ = try machine.retry(who: "ana", at: 0)
  }

  @Test func `states and errors say what they are`() throws {
    #expect(
      try Rehearsal.machine(.gradual).standing.state.description
        == "Gradual(15% of 20% in steps of 10%)")
    #expect(MigrationState.testing(startedAt: 0, progress: 0.28).description == "Testing(28%)")
    #expect(MigrationState.preMigration.description == "PreMigration")
    #expect(MigrationState.complete.description == "Complete")
    #expect(MigrationState.canary(percentage: .percent(5)).description == "Canary(5%)")
    #expect(MigrationState.rolledBack(reason: "r").description == "RolledBack(r)")
    let errors: [(MigrationError, String)] = [
      (.lockedOut(remaining: .minutes(3), rollbacks: 2), "another 3m after 2 automatic rollbacks"),
      (.frozen("x"), "frozen: x"), (.standbyNotOver(remaining: .days(1)), "another 1d"),
      (.nameMismatch(typed: "a", expected: "b"), "called b, not a"),
      (.held([Hold(.panic, since: 0)]), "held: panic"), (.evidenceFailed(reasons: ["e"]), "red: e"),
      (.notPaused, "nothing is paused"), (.paused(by: "ana", reason: "r"), "paused by ana: r"),
      (.missingIdentity(event: .pause), "pause needs to know"),
      (.missingReason(event: .promote), "promote needs a reason"),
      (.noHealthyTarget("n"), "not fit"), (.wayBackClosed("c"), "no way back to v4: c"),
      (.wrongStage(named: "a", current: "b"), "is b, not a"),
      (.approvalNotNeeded(stage: "s"), "s needs no"),
      (.notAnApprover(who: "eve", approvers: ["ana", "bo"]), "eve may not approve; ana, bo may"),
      (.alreadyApproved(who: "ana"), "approved already"),
      (.staleAdvance(token: 1, pending: 2), "1 is late; 2 is pending"),
      (.staleAdvance(token: 1, pending: nil), "nothing is pending"),
      (.drillRunning(.onV5), "under way (onV5)"),
      (.noDrill(expected: nil), "no drill is under way"),
      (.noDrill(expected: .onV5), "no drill is at onV5"),
      (.holdNeedsPerson(.frozen), "only a person ends frozen"),
      (.tooManyHolds(limit: 64), "64 holds"),
      (.standingDoesNotFit("f"), "does not fit the plan: f"),
      (.invalidPlan([PlanProblem(path: "p", line: 3, reason: "q")]), "p (line 3): q"),
    ]
    for (error, part) in errors { #expect(error.description.contains(part)) }
    #expect(
      "\(Blocker.drill(.onV5)) \(Blocker.time(elapsed: .zero, of: .hours(1)))"
        == "a drill is under way (onV5) time: 0s of 1h passed")
    #expect(
      "\(Blocker.hold(Hold(.operator, since: 0))), \(Blocker.approvals(0, of: 2))"
        == "hold: operator, for 0s so far, approvals: 0 of 2 given")
  }
}
