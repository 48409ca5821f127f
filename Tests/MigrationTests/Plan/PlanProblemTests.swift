import Evidence
import Testing

@testable import Migration

/// What is wrong with a plan is told with its place, all at once.
@Suite struct PlanProblemTests {
  /// A plan's lines, the path and line of what is wrong, and a part of what is said.
  private static let table: [(String, String, Int?, String)] = [
    ("name: x\nnmae: y", "nmae", 2, "did you mean name?"),
    ("name: x\nstage: []", "stage", 2, "did you mean stages?"),
    ("name: x\nHealth: {}", "Health", 2, "did you mean health?"),
    ("name: x\nquux: 1", "quux", 2, "known are name, stages"),
    ("stages: []", "name", 1, "is missing"),
    ("name: Not A Name", "name", 1, "[a-z0-9]"),
    ("name: " + String(repeating: "a", count: 64), "name", 1, "[a-z0-9]"),
    ("name:", "name", 1, "is empty"),
    ("name: [x]", "name", 1, "is a list, expected"),
    ("- name", "plan", 1, "is a list, expected a section"),
    ("just words", "plan", 1, "is a value, expected a section"),
    ("", "plan", 1, "is empty"),
    ("name: x\nname: y", "plan", nil, "twice: name"),
    ("name: x\n  bad: [", "plan", 2, "is no YAML"),
    ("name: &a x", "plan", 1, "an anchor"),
    ("name: x\nstages: *a", "plan", 2, "an alias"),
    ("name: x\nstages: 5", "stages", 2, "expected a list"),
    ("name: x\nstages: []", "stages", 2, "are empty"),
    ("name: x\nhealth: 5", "health", 2, "expected a section"),
    ("name: x\nhealth:\n  interval: 30", "health.interval", 3, "expected a time such as 30s"),
    ("name: x\nhealth:\n  interval: 0s", "health.interval", 3, "expected 1s to 5m"),
    ("name: x\nhealth:\n  staleAfter: 1s", "health.staleAfter", 3, "expected 24s to"),
    (
      "name: x\nhealth:\n  staleAfter: 1m\nevidence:\n  windowTime: 40s", "health.staleAfter", 3,
      "at least twice"
    ),
    ("name: x\nhealth:\n  settle: 0", "health.settle", 3, "expected 1 to"),
    ("name: x\nhealth:\n  flapping: 1", "health.flapping", 3, "expected 2 to"),
    ("name: x\nhealth:\n  reorgDepth: -1", "health.reorgDepth", 3, "blocks"),
    ("name: x\nhealth:\n  clockSkew: 2h", "health.clockSkew", 3, "expected 1ms to 1h"),
    ("name: x\nhealth:\n  freeDisk: 1GB", "health.freeDisk", 3, "a whole number"),
    ("name: x\nrollback:\n  limit: 6m", "rollback.limit", 3, "expected 1s to 5m"),
    ("name: x\nrollback:\n  lockOut: 25h", "rollback.lockOut", 3, "at most longestLockOut"),
    ("name: x\nrollback:\n  forgetAfter: 0s", "rollback.forgetAfter", 3, "expected 1m to"),
    (
      "name: x\nrollback:\n  destination: v5Only", "rollback.destination", 3,
      "one of v4Only, parallel"
    ),
    ("name: x\nlongestHold: 0s", "longestHold", 2, "expected 1s"),
    ("name: x\nhookRetry: 2d", "hookRetry", 2, "expected 1s to 1d"),
    ("name: x\ndrills:\n  interval: 1s", "drills.interval", 3, "expected 1m"),
    ("name: x\ndrills:\n  limit: 2h", "drills.limit", 3, "expected 1s to 1h"),
    ("name: x\nthresholds:\n  errorRate: 0.5", "thresholds.errorRate", 3, "a rate such as 0.1%"),
    (
      "name: x\nthresholds:\n  errorRate: 60%", "thresholds.errorRate", 3,
      "is 60%, expected 0.0001% to 50%"
    ),
    (
      "name: x\nthresholds:\n  latencyRatioP50: 0.9", "thresholds.latencyRatioP50", 3,
      "expected 1 to 1e3"
    ),
    ("name: x\nthresholds:\n  latencyRatioP99: fast", "thresholds.latencyRatioP99", 3, "a number"),
    (
      "name: x\nthresholds:\n  consecutiveFailures: 0", "thresholds.consecutiveFailures", 3,
      "expected"
    ),
    ("name: x\nevidence:\n  rollbackAt: 10", "evidence.rollbackAt", 3, "more than warnAt, 1e3"),
    ("name: x\nevidence:\n  errorAlpha: 0%", "evidence.errorAlpha", 3, "expected"),
    ("name: x\nevidence:\n  slot: 0s", "evidence.slot", 3, "is 0s, expected 100ms to"),
    (
      "name: x\nevidence:\n  detectors:\n    erors: warn", "evidence.detectors.erors", 4,
      "did you mean errors?"
    ),
    (
      "name: x\nevidence:\n  detectors:\n    errors: kill", "evidence.detectors.errors", 4,
      "one of off, warn"
    ),
    ("name: x\nforks:\n  - name: cancun", "forks[0].activation", 3, "is missing"),
    ("name: x\nforks:\n  - {name: cancun, activation: soon}", "forks[0].activation", 3, "RFC 3339"),
    (
      "name: x\nforks:\n  - {name: CANCUN, activation: 2030-01-01T00:00:00Z}", "forks[0].name", 3,
      "[a-z0-9]"
    ),
    (
      "name: x\nforks:\n  - {name: a, activation: 2030-01-01T00:00:00Z}\n  - {name: a, activation: 2031-01-01T00:00:00Z}",
      "forks[1].name", 4, "twice"
    ),
    (
      "name: x\nfreeze:\n  calendar:\n    - {from: Fri 16:00, to: Fri 16:00, reason: r}",
      "freeze.calendar[0].to", 4, "the whole week"
    ),
    (
      "name: x\nfreeze:\n  calendar:\n    - {from: Fri 16:00, to: 2030-01-01T00:00:00Z, reason: r}",
      "freeze.calendar[0].to", 4, "another sort"
    ),
    (
      "name: x\nfreeze:\n  calendar:\n    - {from: 2031-01-01T00:00:00Z, to: 2030-01-01T00:00:00Z, reason: r}",
      "freeze.calendar[0].to", 4, "later than from"
    ),
    (
      "name: x\nfreeze:\n  calendar:\n    - {from: noon, to: Fri 16:00, reason: r}",
      "freeze.calendar[0].from", 4, "weekly one in UTC"
    ),
    ("name: x\nfreeze:\n  aroundFork: 31d", "freeze.aroundFork", 3, "expected 0s to 30d"),
    (
      "name: x\nhooks:\n  - {name: a, when: beforeAdvance}", "hooks[0]", 3,
      "either a command or a url"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: beforeAdvance, command: [x], url: \"http://y\"}",
      "hooks[0]", 3, "either"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: never, command: [x]}", "hooks[0].when", 3,
      "one of beforeAdvance"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: afterAdvance, url: \"ftp://y\"}", "hooks[0].url", 3,
      "http"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: afterAdvance, command: x}", "hooks[0].command", 3,
      "expected a list"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: afterAdvance, command: [x], timeout: 0s}",
      "hooks[0].timeout", 3, "expected 1ms"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: afterAdvance, command: [x], stages: [canary-6]}",
      "hooks[0].stages[0]", 3, "did you mean canary-5?"
    ),
    (
      "name: x\nhooks:\n  - {name: a, when: afterAdvance, command: [x]}\n  - {name: a, when: afterAdvance, command: [x]}",
      "hooks[1].name", 4, "another hook's"
    ),
    ("name: x\nnotifications:\n  - {channel: slack}", "notifications[0]", 3, "a slack needs a url"),
    (
      "name: x\nnotifications:\n  - {channel: log, url: \"http://y\"}", "notifications[0]", 3,
      "takes no url"
    ),
    ("name: x\nnotifications:\n  - {channel: command}", "notifications[0]", 3, "needs a command"),
    (
      "name: x\nnotifications:\n  - {channel: webhook, url: \"http://y\", command: [x]}",
      "notifications[0]", 3, "takes no command"
    ),
    (
      "name: x\nnotifications:\n  - {channel: pigeon}", "notifications[0].channel", 3,
      "one of webhook"
    ),
    (
      "name: x\nnotifications:\n  - {channel: log, topics: [rolback]}",
      "notifications[0].topics[0]", 3, "one of start"
    ),
  ]

  @Test(arguments: table)
  func `a bad value is told with its place`(
    _ yaml: String, _ path: String, _ line: Int?, _ reason: String
  ) throws {
    let (plan, problems) = MigrationPlan.validate(yaml)
    #expect(plan == nil)
    let problem = try #require(
      problems.first { $0.path == path && $0.reason.contains(reason) }, "\(problems)")
    if let line { #expect(problem.line == line, "\(problem)") }
  }

  /// The lines of a single stage between two that are well, the path's end, its line from the
  /// stage's first on, and a part of what is said.
  private static let stages: [(String, String, Int, String)] = [
    ("kind: canry\nshare: 5%", "kind", 0, "one of parallel, canary"),
    ("share: 5%", "kind", 0, "is missing"),
    ("kind: canary", "share", 0, "is missing"),
    ("kind: canary\nshare: 5", "share", 1, "a share such as 5%"),
    ("kind: canary\nshare: 0%", "share", 1, "between 0% and 100%"),
    ("kind: canary\nshare: 100%", "share", 1, "between 0% and 100%"),
    ("kind: canary\nshare: 5%\nstep: 5%", "step", 2, "is no key here"),
    ("kind: canary\nshare: 5%\nstandby: 5d", "standby", 2, "is no key here"),
    ("kind: parallel", "kind", 0, "parallel cannot follow parallel"),
    ("kind: complete", "kind", 0, "complete has to follow"),
    ("kind: gradual\nshare: 25%\nstep: 0%", "step", 2, "expected 1 to 10000"),
    ("kind: gradual\nshare: 90%\nstep: 1bp", "step", 2, "steps, expected 200"),
    ("kind: gradual\nshare: 25%\nstepTime: 0s", "stepTime", 2, "at least 1s"),
    ("kind: canary\nshare: 5%\nminimumTime: 0s", "minimumTime", 2, "at least 1s"),
    ("kind: canary\nshare: 5%\nminimumOperations: 0", "minimumOperations", 2, "expected 1"),
    ("kind: canary\nshare: 5%\nname: \"a b\"", "name", 2, "is not [A-Za-z0-9]"),
    ("kind: canary\nshare: 5%\nname: parallel", "name", 2, "another stage's"),
    ("kind: canary\nshare: 5%\napprovals: 17", "approvals", 2, "expected 0 to 16"),
    ("kind: canary\nshare: 5%\napprovals: 2\napprovers: [a]", "approvals", 2, "only 1 may"),
    ("kind: canary\nshare: 5%\napprovers: [a, a]", "approvers", 2, "twice"),
    ("kind: canary\nshare: 5%\nmissing: {hold: 0s}", "missing.hold", 2, "at least 1s"),
    ("kind: canary\nshare: 5%\nmissing: {then: shrug}", "missing.then", 2, "one of page"),
    ("kind: canary\nshare: 5%\ngates: {errorMargin: 0%}", "gates.errorMargin", 2, "0.01%"),
    ("kind: canary\nshare: 5%\ngates: {eror: 1%}", "gates.eror", 2, "is no key here"),
    ("kind: canary\nshare: 5%\ncoverage: {seen: -1}", "coverage.seen", 2, "expected 0"),
    (
      "kind: canary\nshare: 5%\ncoverage: {methods: [newPayload, newPayload]}", "coverage.methods",
      2, "twice"
    ),
    (
      "kind: canary\nshare: 5%\ncoverage: {methods: [newPaylod]}", "coverage.methods[0]", 2,
      "one of newPayload"
    ),
    (
      "kind: canary\nshare: 5%\ncoverage: {waivers: [{what: build, reason: r}]}",
      "coverage.waivers[0].what", 2, "did you mean builds?"
    ),
    (
      "kind: canary\nshare: 5%\ncoverage: {waivers: [{what: builds}]}",
      "coverage.waivers[0].reason", 2, "is missing"
    ),
    ("5", "", 0, "expected a section"),
  ]

  @Test(arguments: stages)
  func `a bad stage is told with its place`(
    _ lines: String, _ key: String, _ line: Int, _ reason: String
  ) throws {
    let stage = lines.split(separator: "\n").joined(separator: "\n    ")
    let yaml = """
      name: x
      stages:
        - kind: parallel
        - \(stage)
        - kind: gradual
          share: 100%
        - kind: complete
      """
    let (plan, problems) = MigrationPlan.validate(yaml)
    #expect(plan == nil)
    let path = key.isEmpty ? "stages[1]" : "stages[1].\(key)"
    let problem = try #require(
      problems.first { $0.path == path && $0.reason.contains(reason) }, "\(problems)")
    #expect(problem.line == 4 + line, "\(problem)")
  }

  @Test func `everything is told at once, in one go`() {
    let yaml = """
      name: Bad Name
      stages:
        - kind: canary
          share: 5%
          minimumTime: soon
        - kind: gradual
          share: 50%
          setp: 5%
      thresholds:
        errorRate: often
      health:
        interval: 1h
      surprise: 1
      """
    let paths = MigrationPlan.validate(yaml).problems.map(\.path)
    #expect(
      Set(paths) == [
        "name", "stages[0].kind", "stages[0].minimumTime", "stages[1].kind", "stages[1].setp",
        "thresholds.errorRate", "health.interval", "surprise",
      ])
  }

  @Test(arguments: [
    ([10, 5], "stages[2].share", "more than the 10%"), ([5, 5], "stages[2].name", "another"),
  ])
  func `shares only grow`(_ shares: [Int], _ path: String, _ reason: String) {
    var plan = MigrationPlan.standard
    plan.stages.replaceSubrange(
      1...2, with: shares.map { PlannedStage(.canary, share: .percent($0)) })
    #expect(plan.problems.contains { $0.path == path && $0.reason.contains(reason) })
    #expect(plan.problems.contains { $0.path == "stages[2].share" })
  }

  @Test func `the first stage is parallel, the last complete, and a year is the longest`() {
    var plan = MigrationPlan.standard
    plan.stages.removeFirst()
    plan.stages.removeLast()
    #expect(plan.problems.map(\.path) == ["stages[0].kind", "stages[6].kind"])
    plan = .standard
    plan.stages[1].minimumTime = .days(400)
    #expect(plan.problems.map(\.path) == ["stages"])
    plan.stages = []
    #expect(plan.problems.map(\.path) == ["stages"])
  }

  @Test func `a rule without a key in the file is told by its own name`() {
    var plan = MigrationPlan.standard
    plan.evidence.margin = 2
    #expect(plan.problems.map(\.path) == ["evidence.margin"])
  }

  @Test func `a file that is too large is not read`() {
    let yaml = "name: x\n" + String(repeating: "#", count: MigrationPlan.longestFile)
    #expect(MigrationPlan.validate(yaml).problems.map(\.reason).first?.contains("bytes") == true)
  }

  @Test(arguments: ["[", "- ", "{a: ", "? ", "  - \n"])
  func `a file that is nested too deep is refused`(_ opening: String) {
    for count in [70, 1_000, 20_000] {
      let (plan, problems) = MigrationPlan.validate(
        "name: x\nstages: " + String(repeating: opening, count: count))
      #expect(plan == nil)
      #expect((1...PlanReading.limit).contains(problems.count))
    }
  }

  @Test func `a list that is too long and a flood of unknown keys stay short`() {
    let stages = String(repeating: "\n  - kind: parallel", count: 65)
    let problems = MigrationPlan.validate("name: x\nstages:" + stages).problems
    #expect(problems.contains { $0.reason == "has 65 entries, expected at most 64" })
    let keys = (0..<5_000).map { "key\($0): 1" }.joined(separator: "\n")
    #expect(MigrationPlan.validate(keys).problems.count == PlanReading.limit)
  }

  @Test func `what is quoted in a message is short and has no control characters`() throws {
    let text = "name: \"a\\u001b[31m" + String(repeating: "b", count: 300) + "\""
    let problem = try #require(MigrationPlan.validate(text).problems.first)
    #expect(problem.reason.count < 200)
    #expect(problem.reason.unicodeScalars.allSatisfy { $0.value >= 32 })
    #expect(problem.description.hasPrefix("name (line 1): is "))
    #expect(PlanProblem(path: "a", line: nil, reason: "b").description == "a: b")
  }

  @Test func `an alias or anchor sign within quotes or a comment is none`() {
    let yaml =
      "name: x # *not an alias, [[ no list\nnotifications: [{channel: log, topics: []}]\n"
      + "hooks:\n  - {name: \"*a &b\", when: afterAdvance, command: ['*', a&b]}"
    #expect(MigrationPlan.validate(yaml).problems == [])
  }

  @Test(arguments: [
    "name: x\na: [y', &a [x]]\nb: [y', *a]", "name: x\na: \"y\n  \" &a x\n\"k\n  \": *a",
    "name: x # y\r\na: &a x\r\nb: *a",
  ])
  func `an alias is refused behind what only looks like a quote or a comment`(_ yaml: String) {
    let problems = MigrationPlan.validate(yaml).problems
    #expect(problems.map(\.path) == ["plan"])
    #expect(problems.first?.reason.contains("an alias") == true)
  }

  @Test func `a few lines that stand for billions of values are refused at once`() {
    let names = Array("abcdefghi")
    let lines = zip(names, names.dropFirst()).map { old, new in
      "\(new): [y', &\(new) [" + repeatElement("*\(old)", count: 9).joined(separator: ", ") + "]]"
    }
    let yaml = (["a: [y', &a [x]]"] + lines + ["? [y', *i]", ": x"]).joined(separator: "\n")
    #expect(MigrationPlan.validate(yaml).problems.map(\.path) == ["plan"])
  }

  @Test func `a plan's lines may end as another system ends them`() {
    let yaml = MigrationPlan.standardYAML.replacing("\n", with: "\r\n")
    #expect(MigrationPlan.validate(yaml).plan == .standard)
    let stages = (1...60).map { "  - {kind: canary, name: c-\($0), share: \($0)%}\r\n" }.joined()
    let problems = MigrationPlan.validate("name: x\r\nstages:\r\n" + stages).problems
    #expect(problems.map(\.path) == ["stages[0].kind", "stages[59].kind"])
  }
}
