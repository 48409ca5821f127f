import Evidence
import Foundation
import Testing

@testable import Migration

/// The default plan and its file.
@Suite struct PlanStandardTests {
  @Test func `the file of the standard plan reads as the standard plan`() {
    let (plan, problems) = MigrationPlan.validate(MigrationPlan.standardYAML)
    #expect(problems == [])
    #expect(plan == .standard)
    #expect(MigrationPlan.standard.problems == [])
  }

  @Test func `every line of the file that is not a comment fits the page`() {
    for line in MigrationPlan.standardYAML.split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
    #expect(MigrationPlan.standardYAML.contains("# v5's share of the answers"))
  }

  @Test func `the standard plan has the ticket's stages and figures`() {
    let plan = MigrationPlan.standard
    #expect(
      plan.stages.map(\.name) == [
        "parallel", "canary-5", "canary-10", "gradual-25", "gradual-50", "gradual-75",
        "gradual-90", "gradual-100", "complete",
      ])
    #expect(
      plan.stages.map(\.share.basisPoints) == [
        0, 500, 1000, 2500, 5000, 7500, 9000, 10_000, 10_000,
      ])
    #expect(plan.stages[1].minimumTime == .hours(1))
    #expect(plan.stages[2].minimumTime == .hours(6))
    for stage in plan.stages where stage.kind == .gradual {
      #expect(stage.minimumTime == .hours(2))
      #expect(stage.step == .percent(5))
      #expect(stage.gates.errorMargin == (stage.share < .percent(50) ? 0.01 : 0.005))
    }
    #expect(plan.stages[8].standby == .days(7))
    #expect(plan.health.interval == .seconds(30))
    #expect(plan.rollback.limit == .minutes(5))
    #expect(plan.rollback.lockOut == .minutes(30))
    #expect(plan.rollback.longestLockOut == .hours(24))
    #expect(plan.evidence.coolDown == 900)
    #expect(plan.evidence.latencyRatioP50 == 1.25)
    #expect(plan.evidence.latencyRatioP99 == 1.5)
  }

  @Test func `a gradual stage goes by steps of five from where the one before ended`() {
    let shares = MigrationPlan.standard.shares(ofStage: 3).map(\.description)
    #expect(shares == ["15%", "20%", "25%"])
    #expect(MigrationPlan.standard.shares(ofStage: 7).map(\.description) == ["95%", "100%"])
    #expect(MigrationPlan.standard.shares(ofStage: 0) == [.none])
    #expect(MigrationPlan.standard.shares(ofStage: 99) == [])
    #expect(MigrationPlan.standard.minimumTime(ofStage: 99) == .zero)
  }

  @Test func `a last step that does not fit is cut off at the target`() {
    var stage = PlannedStage(.gradual, share: .percent(12))
    stage.step = .percent(5)
    #expect(stage.shares(from: .percent(5)).map(\.description) == ["10%", "12%"])
  }

  @Test func `a stage's gates are laid over the rules`() {
    var plan = MigrationPlan.standard
    plan.stages[1].gates.errorMargin = 0.02
    plan.stages[1].gates.mismatchCeiling = 0.03
    plan.stages[1].gates.latencyMarginP99 = 0.04
    let rules = plan.rules(forStage: 1)
    #expect(rules.margin == 0.02)
    #expect(rules.marginFromHalf == 0.02)
    #expect(rules.mismatchCeiling == 0.03)
    #expect(rules.latencyMarginP99 == 0.04)
    #expect(plan.rules(forStage: 4).margin == 0.005)
    #expect(plan.rules(forStage: 8) == plan.evidence)
    #expect(plan.rules(forStage: 99) == plan.evidence)
  }

  @Test func `a plan with everything in it survives file and JSON`() throws {
    var plan = MigrationPlan(name: "alys-1")
    plan.stages[1].approvals = 2
    plan.stages[1].approvers = ["ana@ops", "bo"]
    plan.stages[1].missing = MissingEvidence(hold: .minutes(90), then: .rollback)
    plan.stages[2].coverage = PlannedCoverage(
      methods: [.read], forks: ["shanghai"], seen: 7, builds: 0, reorgs: 2, waivers: [])
    plan.evidence.enforcement = [.latencyP50: .warn, .completeness: .rollback]
    plan.evidence.rollbackWealth = 25_000
    plan.evidence.latencySlack = 0.008
    plan.rollback.destination = .parallel
    plan.forks = [
      KnownFork(name: "cancun", activation: PlannedInstant(secondsSince1970: 1_900_000_000))
    ]
    plan.freeze.calendar = [
      FreezeWindow(
        from: .weekly(minute: 4 * 1_440 + 960), to: .weekly(minute: 480), reason: "a \"weekend\""),
      FreezeWindow(
        from: .instant(PlannedInstant(secondsSince1970: 1_800_000_000)),
        to: .instant(PlannedInstant(secondsSince1970: 1_800_003_600)), reason: "fête \\ x"),
    ]
    plan.hooks = [
      PlannedHook(name: "ticket", when: .beforeAdvance, command: ["/bin/ask", "-q", "true"]),
      PlannedHook(
        name: "board", when: .afterRollback, url: "https://board.example/x?y=1#z",
        timeout: PlannedDuration(milliseconds: 1_500), stages: ["canary-5"]),
    ]
    plan.notifications = [
      PlannedNotification(channel: .slack, url: "https://hooks.example/1", topics: [.rollback]),
      PlannedNotification(channel: .command, command: ["/bin/tell"]),
    ]
    let (read, problems) = MigrationPlan.validate(plan.yaml)
    #expect(problems == [])
    #expect(read == plan)
    let json = try JSONEncoder().encode(plan)
    #expect(try JSONDecoder().decode(MigrationPlan.self, from: json) == plan)
  }

  @Test func `what anybody may read holds no secret and is a plan still`() throws {
    var plan = MigrationPlan(name: "secrets")
    plan.hooks = [
      PlannedHook(
        name: "a", when: .beforeAdvance, url: "https://ana:pw@hooks.example:8443/T0/key?k=1"),
      PlannedHook(name: "b", when: .beforeAdvance, command: ["/bin/notify", "--key", "hunter2"]),
    ]
    plan.notifications = [
      PlannedNotification(channel: .slack, url: "https://hooks.example/services/T0/key")
    ]
    let shown = plan.withoutSecrets.yaml
    for secret in ["T0", "key", "hunter2", "pw"] {
      #expect(!shown.contains("/\(secret)") && !shown.contains("\(secret)@"), "\(secret)")
    }
    let read = try #require(MigrationPlan.validate(shown).plan)
    #expect(read.hooks[0].url == "https://hooks.example:8443/...")
    #expect(read.hooks[1].command == ["/bin/notify", "..."])
    #expect(read.notifications[0].url == "https://hooks.example/...")
  }

  @Test func `a name alone is a plan: everything else has the ticket's figures`() {
    let (plan, problems) = MigrationPlan.validate("name: alys\n")
    #expect(problems == [])
    #expect(plan == MigrationPlan(name: "alys"))
  }

  @Test func `keys that are left out of a stage have the figures of its kind`() {
    let yaml = """
      name: short
      stages:
        - kind: parallel
        - kind: canary
          share: 250bp
        - kind: gradual
          share: 100%
        - kind: complete
      """
    let (plan, problems) = MigrationPlan.validate(yaml)
    #expect(problems == [])
    #expect(plan?.stages.map(\.name) == ["parallel", "canary-2.5", "gradual-100", "complete"])
    #expect(plan?.stages[2].gates.errorMargin == 0.005)
    #expect(plan?.stages[2].minimumTime == .hours(2))
  }
}
