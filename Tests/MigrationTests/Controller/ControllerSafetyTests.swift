import Evidence
import Records
import Testing

@testable import Migration
@testable import MigrationVoyage

/// What must hold whatever happens to the disk, the engines and the clock.
@Suite struct `A controller` {
  private static func sailing(
    _ stage: String, plan: MigrationPlan = .standard
  ) async throws -> Voyage {
    let voyage = try Voyage(plan: plan, seed: 3)
    try await voyage.controller.start(execute: true, who: "ana")
    try await voyage.run(slots: 12_000) { standing in
      standing.kind.isRunning && plan.stages[standing.stage].name == stage
    }
    let standing = await voyage.controller.standing
    #expect(plan.stages[standing.stage].name == stage)
    return voyage
  }

  @Test func `a step toward v5 that cannot be written is not made`() async throws {
    let voyage = try Voyage(seed: 1)
    voyage.store.failWrites(with: .full("records"))
    try await voyage.controller.start(execute: true, who: "ana")
    await voyage.controller.flush()
    // Parallel is no step of the authority, but it is the start: nothing is in force unwritten.
    #expect(await voyage.controller.standing.kind == .preMigration)
    #expect(voyage.route.entered.isEmpty)
    let holds = await voyage.controller.standing.holds
    #expect(holds.contains { $0.reason == .notPersisted })
    voyage.store.failWrites(with: nil)
    await voyage.runSlot()
    #expect(await voyage.controller.standing.holds.isEmpty)
    try await voyage.controller.start(execute: true, who: "ana")
    await voyage.runSlot()
    #expect(voyage.route.entered == ["parallel"])
  }

  @Test func `a rollback waits for no disk, and is written once there is one`() async throws {
    let voyage = try await Self.sailing("canary-5")
    voyage.store.failWrites(with: .full("records"))
    try await voyage.controller.rollback(who: "ana", reason: "slots are late")
    #expect(voyage.route.mode == "v4Only")
    await voyage.runSlot()
    #expect(try voyage.store.load()?.record.state == "canary")
    #expect(await voyage.controller.report.unsaved > 0)
    voyage.store.failWrites(with: nil)
    await voyage.runSlot()
    #expect(try voyage.store.load()?.record.state == "rolledBack")
    #expect(await voyage.controller.report.unsaved == 0)
    guard case .intact = try voyage.store.verifyAudit() else {
      Issue.record("the audit chain is broken")
      return
    }
  }

  @Test func `a rollback overtakes a step toward v5 that is being written`() async throws {
    let voyage = try await Self.sailing("canary-5")
    // The step is proposed but the disk has not answered yet.
    try await voyage.controller.promote(who: "ana", reason: "test")
    try await voyage.controller.rollback(who: "ana", reason: "no")
    await voyage.controller.flush()
    #expect(voyage.route.mode == "v4Only")
    #expect(!voyage.route.entered.contains("canary(1000)"))
    await voyage.runSlot()
    #expect(try voyage.store.load()?.record.state == "rolledBack")
  }

  @Test func `never rolls back to an unhealthy v4, says so, and pages`() async throws {
    let voyage = try await Self.sailing("canary-5")
    voyage.route.change { $0.v4.unfit = "its engine does not answer" }
    for _ in 0..<4 { await voyage.runSlot() }
    let mode = voyage.route.mode
    await #expect(throws: MigrationError.self) {
      try await voyage.controller.rollback(who: "ana", reason: "late")
    }
    #expect(voyage.route.mode == mode)
    #expect(await voyage.controller.standing.hold(.noHealthyTarget) != nil)
    #expect(voyage.notices.all.contains { $0.urgency == .page && $0.topic == .rollback })
    // It comes back, settles, and the rollback that was due is done.
    voyage.route.change { $0.v4.unfit = nil }
    for _ in 0..<12 { await voyage.runSlot() }
    #expect(voyage.route.mode == "v4Only")
    #expect(await voyage.controller.standing.kind == .rolledBack)
  }

  @Test func `a panic that somebody typed stays until somebody tries again with force`()
    async throws
  {
    let voyage = try await Self.sailing("canary-5")
    let controller = voyage.controller
    try await controller.panic(typed: voyage.plan.name, who: "ana")
    for _ in 0..<3 { await voyage.runSlot() }
    #expect(await controller.standing.hold(.panic) != nil)
    #expect(voyage.route.mode == "v4Only")
    await #expect(throws: MigrationError.self) {
      try await controller.retry(who: "ana", force: false, reason: "looked")
    }
    try await controller.retry(who: "ana", force: true, reason: "looked")
    await voyage.runSlot()
    #expect(await controller.standing.kind == .testing)
  }

  @Test func `the PANIC file brings v4 back once v4 can answer`() async throws {
    let voyage = try await Self.sailing("canary-5")
    voyage.route.change { $0.v4.unfit = "its engine does not answer" }
    for _ in 0..<4 { await voyage.runSlot() }
    voyage.surroundings.set(Surroundings(panic: "fire"))
    for _ in 0..<4 { await voyage.runSlot() }
    #expect(await voyage.controller.standing.kind == .canary)
    voyage.route.change { $0.v4.unfit = nil }
    for _ in 0..<12 { await voyage.runSlot() }
    #expect(await voyage.controller.standing.kind == .rolledBack)
    #expect(voyage.route.mode == "v4Only")
  }

  @Test func `an attempt does not begin with a v5 that is away or behind`() async throws {
    let voyage = try Voyage(seed: 1)
    voyage.route.change { $0.v5.unfit = "its engine does not answer" }
    await #expect(throws: MigrationError.v5NotReady("its engine does not answer")) {
      try await voyage.controller.start(execute: true, who: "ana")
    }
    #expect(await voyage.controller.standing.kind == .preMigration)
  }

  @Test func `past the fork evidence against v5 does not say that v4 is back`() async throws {
    let voyage = try await Self.sailing("complete")
    voyage.route.change { $0.pastHorizon = "v4's dialect has no words for cancun" }
    voyage.fault = .wrongStatus
    await voyage.runSlot()
    #expect(await voyage.controller.standing.kind == .complete)
    #expect(voyage.route.mode == "v5Primary")
    #expect(await voyage.controller.standing.wayBack.closedBy != nil)
  }

  @Test func `refuses to go back past the fork, with the reason`() async throws {
    let voyage = try await Self.sailing("complete")
    voyage.route.change { $0.pastHorizon = "v4's dialect has no words for cancun" }
    for _ in 0..<4 { await voyage.runSlot() }
    let error = await #expect(throws: MigrationError.self) {
      try await voyage.controller.rollback(who: "ana", reason: "late")
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("cancun"))
    #expect(voyage.route.mode == "v5Primary")
  }

  @Test func `a plan that would straddle Cancun is refused, with the date`() async throws {
    var plan = MigrationPlan.standard
    let cancun = try #require(PlannedInstant("2023-11-20T00:00:00Z"))
    plan.forks = [KnownFork(name: "cancun", activation: cancun)]
    let voyage = try Voyage(plan: plan, seed: 1)
    let error = await #expect(throws: MigrationError.self) {
      try await voyage.controller.start(execute: true, who: "ana")
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("2023-11-20T00:00:00Z"))
    #expect(await voyage.controller.standing.kind == .preMigration)
  }

  @Test func `a router that refuses holds the migration and is asked again`() async throws {
    let voyage = try await Self.sailing("parallel")
    voyage.route.refuse("v5's engine is behind")
    try await voyage.controller.promote(who: "ana", reason: "test")
    await voyage.runSlot()
    #expect(voyage.route.mode == "parallel")
    let holds = await voyage.controller.standing.holds
    #expect(holds.contains { $0.reason == .v5Behind })
    voyage.route.refuse(nil)
    await voyage.runSlot()
    #expect(voyage.route.mode == "canary(500)")
  }

  @Test(arguments: [false, true])
  func `starts again where it was, with v4 first after a kill`(isKilled: Bool) async throws {
    let voyage = try await Self.sailing("canary-10")
    let elapsed = await voyage.controller.standing.stageElapsed
    let stored = try #require(try voyage.store.load())
    let next = try Voyage(seed: 3, restored: stored)
    await next.controller.boot(wasUnclean: isKilled, downtime: .hours(5))
    await next.controller.flush()
    #expect(next.route.mode == (isKilled ? "parallel" : "canary(1000)"))
    let standing = await next.controller.standing
    #expect(standing.state == .canary(percentage: .percent(10)))
    // The hours in which it was down are no part of the stage's time.
    #expect(standing.stageElapsed <= elapsed)
    #expect((standing.hold(.uncleanRestart) != nil) == isKilled)
    for _ in 0..<6 { await next.runSlot() }
    #expect(await next.controller.standing.hold(.uncleanRestart) == nil)
    #expect(next.route.mode == "canary(1000)")
  }

  @Test func `a person's flags in the folder are obeyed`() async throws {
    let voyage = try await Self.sailing("canary-5")
    voyage.surroundings.set(Surroundings(hold: "release day"))
    await voyage.runSlot()
    #expect(await voyage.controller.standing.hold(.operator)?.evidence == "release day")
    voyage.surroundings.set(Surroundings(panic: "fire"))
    await voyage.runSlot()
    #expect(voyage.route.mode == "v4Only")
    guard case .rolledBack(let reason) = await voyage.controller.standing.state else {
      Issue.record("not rolled back")
      return
    }
    #expect(reason.contains("fire"))
    await #expect(throws: MigrationError.self) {
      try await voyage.controller.retry(who: "ana", force: false, reason: "")
    }
    voyage.surroundings.set(Surroundings())
    await voyage.runSlot()
    try await voyage.controller.retry(who: "ana", force: false, reason: "")
    await voyage.runSlot()
    #expect(voyage.route.mode == "parallel" && voyage.route.attempts.last == 2)
  }

  @Test func `a clock that steps by hours moves no stage and blames nobody`() async throws {
    let voyage = try await Self.sailing("canary-5")
    let before = await voyage.controller.standing.stageElapsed
    for hours in [5, -9, 4] as [Int64] {
      voyage.step(wallSeconds: hours * 3_600)
      await voyage.runSlot()
    }
    let standing = await voyage.controller.standing
    #expect(standing.state == .canary(percentage: .percent(5)))
    #expect(standing.stageElapsed - before == .seconds(3 * Voyage.slot))
  }

  @Test func `full memory or disk holds, and lets go with hysteresis`() async throws {
    let voyage = try await Self.sailing("canary-5")
    voyage.surroundings.set(Surroundings(freeDisk: 10, freeMemory: 100_000))
    for _ in 0..<4 { await voyage.runSlot() }
    #expect(await voyage.controller.standing.hold(.health("disk")) != nil)
    #expect(await voyage.controller.standing.kind == .canary)
    voyage.surroundings.set(Surroundings(freeDisk: 10_000, freeMemory: 100_000))
    for _ in 0..<10 { await voyage.runSlot() }
    #expect(await voyage.controller.standing.hold(.health("disk")) == nil)
  }

  @Test func `a drill goes to v5 and back within two slots, and is recorded`() async throws {
    let voyage = try await Self.sailing("parallel")
    try await voyage.controller.beginDrill(who: "ana")
    await voyage.controller.flush()
    #expect(voyage.route.mode == "v5Primary")
    for _ in 0..<3 { await voyage.runSlot() }
    #expect(voyage.route.mode == "parallel")
    let report = try #require(await voyage.controller.report.lastDrill)
    #expect(report.outcome == "passed" && report.who == "ana")
    #expect(report.total <= Double(2 * Voyage.slot * 1_000), "\(report)")
    #expect(try voyage.store.drills().count == 1)
    #expect(await voyage.controller.standing.state.kind == .testing)
  }

  @Test func `a divergence freezes until somebody has looked`() async throws {
    let voyage = try await Self.sailing("canary-5")
    voyage.route.change { $0.freeze = "v4 and v5 disagree about block 0x1" }
    await voyage.runSlot()
    #expect(await voyage.controller.standing.kind == .rolledBack)
    let error = await #expect(throws: MigrationError.self) {
      try await voyage.controller.retry(who: "ana", force: false, reason: "")
    }
    guard case .frozen? = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
    try await voyage.controller.retry(who: "ana", force: true, reason: "INC-7")
    await voyage.runSlot()
    #expect(voyage.route.mode == "parallel")
    #expect(await voyage.route.condition().freeze == nil)
  }
}
