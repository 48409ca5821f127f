import Testing

@testable import Migration

/// `get` and `set` of single keys.
@Suite struct PlanKeyTests {
  @Test(arguments: [
    ("name", "engine-v5"), ("health.interval", "30s"), ("stages[1].share", "5%"),
    ("stages[0].coverage.methods", "[newPayload, forkchoiceUpdated, getPayload]"),
    ("evidence.detectors.latency-p99", "rollback"),
    ("stages[0].coverage.waivers[0].what", "reorgs"),
  ])
  func `a value is read by its path`(_ path: String, _ value: String) {
    #expect(MigrationPlan.standard.value(at: path) == value)
  }

  @Test func `every path can be set to what it is`() {
    let plan = MigrationPlan.standard
    #expect(plan.values.count > 150)
    #expect(Set(plan.values.map(\.path)).count == plan.values.count)
    for (path, value) in plan.values.prefix(12) + plan.values.suffix(20) {
      let (changed, problems) = plan.setting(path, to: value)
      #expect(problems == [], "\(path)")
      #expect(changed == plan, "\(path)")
    }
  }

  @Test func `one value changes and nothing else`() {
    var expected = MigrationPlan.standard
    expected.health.interval = .minutes(1)
    #expect(MigrationPlan.standard.setting("health.interval", to: "1m").plan == expected)
    expected = .standard
    expected.stages[1].approvers = ["ana", "bo"]
    #expect(
      MigrationPlan.standard.setting("stages[1].approvers", to: "[ana, bo]").plan == expected)
    expected = .standard
    expected.stages[0].coverage.waivers[0].reason = "no: [brackets] # here"
    let path = "stages[0].coverage.waivers[0].reason"
    #expect(
      MigrationPlan.standard.setting(path, to: "no: [brackets] # here").plan == expected)
  }

  @Test(arguments: [
    ("health.intervall", "1m", "did you mean health.interval?"), ("quux", "1", "is no key"),
    ("health.interval", "soon", "expected a time"), ("health.interval", "", "is empty"),
    ("health.interval", "[1m]", "is a list"), ("name", "x\nhealth: 1", "is \"x health: 1\""),
    ("stages[1].share", "0%", "between 0% and 100%"), ("stages", "[]", "is no key"),
    ("stages[1].approvers", "[*a]", "expected a list"), ("", "x", "is no key"),
    ("name", String(repeating: "a", count: 5_000), "too long"),
  ])
  func `a bad change is refused with the reason`(
    _ path: String, _ text: String, _ reason: String
  ) {
    let (plan, problems) = MigrationPlan.standard.setting(path, to: text)
    #expect(plan == nil)
    #expect(problems.contains { $0.reason.contains(reason) }, "\(problems)")
  }
}
