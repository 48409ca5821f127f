import Testing

@testable import Migration

@Suite struct `Setting a value of the plan` {
  @Test func `puts it in force, writes it down and names who`() throws {
    var machine = try Rehearsal.machine(.canary, plan: Rehearsal.plan)
    let old = try #require(machine.plan.value(at: "health.interval"))
    let effects = try machine.adjust("health.interval", to: "7s", who: "ana", at: 5)
    #expect(machine.plan.health.interval == .seconds(7))
    guard case .persist(let transition)? = effects.list.first, effects.list.count == 1 else {
      Issue.record("\(effects)")
      return
    }
    #expect(transition.reason == "set health.interval: \(old) → 7s")
    #expect(transition.who == "ana")
    #expect(transition.from == transition.to)
  }

  @Test func `outlives a restart, unless the plan's file has no place for it any more`() throws {
    var machine = try Rehearsal.machine(.canary, plan: Rehearsal.plan)
    _ = try machine.adjust("health.interval", to: "7s", who: "ana", at: 5)
    let text = StandingDocument.text(machine.standing)
    let stored = try StandingDocument.decode(MigrationStanding.self, text)
    let restored = try MigrationMachine(plan: Rehearsal.plan, standing: stored)
    #expect(restored.plan.health.interval == .seconds(7))
    var other = stored
    other.adjustments = [PlanAdjustment(path: "health.gone", value: "1", who: "ana")]
    let unfit = try MigrationMachine(plan: Rehearsal.plan, standing: other)
    #expect(unfit.plan == Rehearsal.plan)
    #expect(unfit.standing.adjustments == nil)
  }

  @Test func `is taken back by an empty value`() throws {
    var machine = try Rehearsal.machine(.canary, plan: Rehearsal.plan)
    let before = machine.plan
    _ = try machine.adjust("health.interval", to: "7s", who: "ana", at: 5)
    _ = try machine.adjust("health.interval", to: "", who: "bob", at: 6)
    #expect(machine.plan == before)
    #expect(machine.standing.adjustments == nil)
  }

  @Test(arguments: [
    ("health.intervall", "7s", "did you mean health.interval?"),
    ("health.interval", "soon", "health.interval"),
    ("health.interval", "-1s", "health.interval"),
    ("stages[1].share", "6%", "stays as it is"),
    ("stages[1].name", "other", "stays as it is"),
    ("name", "other", "stays as it is"),
    ("health", "7s", "is no key of the plan"),
    ("", "7s", "is no key of the plan"),
    ("", "", "is no key of the plan"),
    ("health.interval", String(repeating: "9", count: 5_000), "too long"),
  ])
  func `is refused whole where it does not fit`(
    path: String, value: String, reason: String
  ) throws {
    var machine = try Rehearsal.machine(.canary, plan: Rehearsal.plan)
    let before = machine
    let error = #expect(throws: MigrationError.self) {
      _ = try machine.adjust(path, to: value, who: "ana", at: 5)
    }
    #expect(error?.description.contains(reason) == true, "\(error)")
    #expect(machine == before)
  }

  @Test func `needs somebody who does it`() throws {
    var machine = try Rehearsal.machine(.canary, plan: Rehearsal.plan)
    #expect(throws: MigrationError.missingIdentity(event: .adjust)) {
      _ = try machine.adjust("health.interval", to: "7s", who: " ", at: 5)
    }
  }
}
