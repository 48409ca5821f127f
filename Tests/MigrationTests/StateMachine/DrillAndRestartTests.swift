import Foundation
import Testing

@testable import Migration

/// Drills, and starts after a stop.
@Suite struct DrillAndRestartTests {
  private static let cause = RollbackCause(.evidence, "errors 9.00 % > 0.50 %")

  @Test(arguments: [
    (MigrationStateKind.testing, [PlannedMode.v5Primary, .parallel]),
    (.canary, [.v5Primary, .parallel, .canary(.percent(5))]),
    (.gradual, [.v5Primary, .parallel, .canary(.percent(15))]),
    (.complete, [.parallel, .v5Primary]),
  ])
  func `a drill goes to v5, back to v4, and to where the stage was`(
    _ state: MigrationStateKind, _ expected: [PlannedMode]
  ) throws {
    var machine = try Rehearsal.machine(state)
    let before = machine.standing.state
    var effects = try machine.beginDrill(who: "ana", at: 0).list
    #expect(throws: MigrationError.drillRunning(.onV5)) {
      _ = try machine.beginDrill(who: "bo", at: 0)
    }
    #expect(throws: MigrationError.noDrill(expected: .backOnV4)) {
      _ = try machine.endDrill(failure: nil, at: 0)
    }
    _ = machine.elapse(.seconds(30), at: 0)
    let turn = try machine.turnDrill(at: 0).list
    #expect(turn.first == .setMode(.parallel))
    effects += turn
    #expect(throws: MigrationError.noDrill(expected: .onV5)) { _ = try machine.turnDrill(at: 0) }
    effects += try machine.endDrill(failure: nil, at: 0).list
    let modes = effects.compactMap { if case .setMode(let mode) = $0 { mode } else { nil } }
    #expect(modes == expected)
    #expect(machine.standing.state.kind == before.kind)
    #expect(throws: MigrationError.noDrill(expected: nil)) {
      _ = try machine.endDrill(failure: nil, at: 0)
    }
  }

  @Test func `a drill that fails leaves v4 the authority until somebody resumes`() throws {
    var machine = try Rehearsal.machine(.canary)
    _ = try machine.beginDrill(who: "ana", at: 0)
    let effects = try machine.endDrill(failure: "no slot was made", at: 0)
    #expect(effects.list.first == .setMode(.parallel))
    #expect(machine.mode == .parallel)
    #expect(throws: MigrationError.self) { _ = try machine.beginDrill(who: "ana", at: 0) }
    let back = try machine.resume(who: "ana", reason: "cable", at: 0)
    #expect(back.persistsFirst)
    #expect(machine.mode == .canary(.percent(5)))
  }

  @Test func `a drill needs a way back`() throws {
    var machine = try Rehearsal.machine(.canary)
    machine.standing.wayBack = .unhealthy("x")
    #expect(throws: MigrationError.noHealthyTarget("x")) {
      _ = try machine.beginDrill(who: "a", at: 0)
    }
    machine.standing.wayBack = .closed("y")
    #expect(throws: MigrationError.wayBackClosed("y")) {
      _ = try machine.beginDrill(who: "a", at: 0)
    }
  }

  @Test(arguments: [
    (MigrationStateKind.preMigration, true, PlannedMode.v4Only), (.preMigration, false, .v4Only),
    (.testing, true, .parallel), (.testing, false, .parallel),
    (.canary, true, .canary(.percent(5))), (.canary, false, .parallel),
    (.gradual, true, .canary(.percent(15))), (.gradual, false, .parallel),
    (.complete, true, .v5Primary), (.complete, false, .parallel),
    (.finalized, true, .v5Only), (.finalized, false, .v5Only),
    (.rolledBack, true, .v4Only), (.rolledBack, false, .v4Only),
  ])
  func `a start restores the mode, with v4 as authority after an unclean stop`(
    _ state: MigrationStateKind, _ isClean: Bool, _ mode: PlannedMode
  ) throws {
    var machine = try Rehearsal.machine(state)
    let standing = machine.standing
    let json = try JSONEncoder().encode(standing)
    machine = try MigrationMachine(
      plan: machine.plan, standing: JSONDecoder().decode(MigrationStanding.self, from: json))
    #expect(machine.standing == standing)
    let effects = machine.restart(isClean: isClean, at: 0)
    #expect(machine.mode == mode)
    #expect(effects.list.contains(.setMode(mode)))
    #expect(effects.persistsFirst == (mode.share > .none))
    #expect(machine.standing.state.kind == standing.state.kind)
    #expect(machine.standing.stageElapsed == standing.stageElapsed)
    let isHeld = !isClean && state.isRunning
    #expect((machine.standing.hold(.uncleanRestart) != nil) == isHeld)
    guard isHeld else { return }
    _ = machine.restart(isClean: true, at: 0)
    #expect(machine.mode == mode)
    let back = try machine.clear(.uncleanRestart, at: 0)
    #expect(back.persistsFirst)
    #expect(machine.mode == standing.mode(.v4Only))
  }

  @Test func `past the fork a start leads to v5Only and there is no way back`() throws {
    for state in [MigrationStateKind.preMigration, .canary, .rolledBack] {
      var machine = try Rehearsal.machine(state)
      let effects = machine.restart(isClean: false, pastHorizon: "cancun", at: 0)
      #expect(effects.list.contains(.setMode(.v5Only)))
      #expect(machine.mode == .v5Only)
      _ = try machine.wayBack(.open, at: 0)
      #expect(machine.standing.hold(.wayBackClosed) != nil)
    }
  }

  @Test func `a start breaks off a drill and what hooks were asked, and counts for lock-outs only`()
    throws
  {
    var machine = try Rehearsal.machine(.canary)
    _ = try machine.beginDrill(who: "ana", at: 0)
    let elapsed = machine.standing.stageElapsed
    _ = machine.restart(isClean: true, downtime: .hours(9), at: 0)
    #expect(machine.standing.drill == nil)
    #expect(machine.mode == .canary(.percent(5)))
    #expect(machine.standing.stageElapsed == elapsed)
    _ = try machine.rollback(Self.cause, at: 0)
    _ = machine.restart(isClean: false, downtime: .minutes(20), at: 0)
    #expect(machine.standing.lockOut.remaining == .minutes(10))
  }

  @Test func `what was stored for another plan is refused`() throws {
    let canary = try Rehearsal.machine(.canary).standing
    #expect(throws: MigrationError.self) {
      _ = try MigrationMachine(plan: .standard, standing: canary)
    }
    var plan = Rehearsal.plan
    plan.stages[1] = PlannedStage(.canary, share: .percent(6))
    #expect(throws: MigrationError.self) { _ = try MigrationMachine(plan: plan, standing: canary) }
    plan.stages.removeAll()
    #expect(throws: MigrationError.self) { _ = try MigrationMachine(plan: plan) }
    var broken = canary
    broken.stage = -1
    #expect(throws: MigrationError.self) {
      _ = try MigrationMachine(plan: Rehearsal.plan, standing: broken)
    }
    broken = canary
    broken.isFinalized = true
    #expect(throws: MigrationError.self) {
      _ = try MigrationMachine(plan: Rehearsal.plan, standing: broken)
    }
  }
}
