import Evidence

extension MigrationPlan {
  /// Notes what is wrong beyond the form of single values.
  func check(_ reading: inout PlanReading) {
    if !Self.isName(name) {
      reading.note("name", "is \"\(PlanReading.clip(name))\", expected [a-z0-9][a-z0-9._-]{0,62}")
    }
    checkOrder(&reading)
    for index in stages.indices { checkStage(index, &reading) }
    for problem in evidence.problems() { noteEvidence(problem, &reading) }
    checkHealth(&reading)
    checkRollback(&reading)
    checkCalls(&reading)
    checkWindows(&reading)
    if minimumTime > .days(366) {
      reading.note("stages", "take \(minimumTime) at least, expected at most 366d")
    }
  }

  static func isName(_ name: String) -> Bool {
    name.utf8.count <= 63 && name.wholeMatch(of: /[a-z0-9][a-z0-9._-]*/) != nil
  }

  private func checkOrder(_ reading: inout PlanReading) {
    guard !stages.isEmpty else { return reading.note("stages", "are empty") }
    if stages.first?.kind != .parallel {
      reading.note("stages[0].kind", "the first stage has to be parallel")
    }
    if stages.last?.kind != .complete {
      reading.note("stages[\(stages.count - 1)].kind", "the last stage has to be complete")
    }
    let ranks: [StageKind: Int] = [.parallel: 0, .canary: 1, .gradual: 2, .complete: 3]
    var names: Set<String> = []
    for (index, stage) in stages.enumerated() {
      let path = "stages[\(index)]"
      if !names.insert(stage.name).inserted {
        reading.note("\(path).name", "\"\(PlanReading.clip(stage.name))\" is another stage's name")
      }
      guard index > 0 else { continue }
      let previous = stages[index - 1]
      if ranks[stage.kind, default: 0] < ranks[previous.kind, default: 0]
        || stage.kind == previous.kind && stage.kind != .canary && stage.kind != .gradual
      {
        reading.note(
          "\(path).kind", "\(stage.kind.rawValue) cannot follow \(previous.kind.rawValue)")
      } else if stage.kind != .complete, stage.share <= previous.share {
        reading.note(
          "\(path).share", "is \(stage.share), expected more than the \(previous.share) before it")
      } else if stage.kind == .complete, previous.share != .whole {
        reading.note(
          "\(path).kind",
          "complete has to follow a gradual stage with share 100%, not "
            + "\(previous.share)")
      }
    }
  }

  private func checkStage(_ index: Int, _ reading: inout PlanReading) {
    let (stage, path) = (stages[index], "stages[\(index)]")
    if stage.name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,62}/) == nil {
      reading.note("\(path).name", "is not [A-Za-z0-9][A-Za-z0-9._-]{0,62}")
    }
    switch stage.kind {
    case .complete: return
    case .parallel: break
    case .canary:
      if stage.share == .none || stage.share == .whole {
        reading.note("\(path).share", "is \(stage.share), expected between 0% and 100%")
      }
    case .gradual:
      range("\(path).step", stage.step.basisPoints, 1...10_000, "basis points", &reading)
      if stage.step.basisPoints > 0, shares(ofStage: index).count > 200 {
        reading.note("\(path).step", "takes \(shares(ofStage: index).count) steps, expected 200")
      }
      if stage.stepTime < .seconds(1) {
        reading.note("\(path).stepTime", "is \(stage.stepTime), expected at least 1s")
      }
    }
    if stage.minimumTime < .seconds(1) {
      reading.note("\(path).minimumTime", "is \(stage.minimumTime), expected at least 1s")
    }
    range("\(path).minimumOperations", stage.minimumOperations, 1...10_000_000, "", &reading)
    if stage.missing.hold < .seconds(1) {
      reading.note("\(path).missing.hold", "is \(stage.missing.hold), expected at least 1s")
    }
    checkApprovals(stage, path, &reading)
    checkCoverage(stage.coverage, "\(path).coverage", &reading)
    checkGates(index, path, &reading)
  }

  private func checkApprovals(_ stage: PlannedStage, _ path: String, _ reading: inout PlanReading) {
    range("\(path).approvals", stage.approvals, 0...16, "", &reading)
    if Set(stage.approvers).count != stage.approvers.count {
      reading.note("\(path).approvers", "names somebody twice")
    }
    if !stage.approvers.isEmpty, stage.approvers.count < stage.approvals {
      reading.note(
        "\(path).approvals",
        "are \(stage.approvals), but only \(stage.approvers.count) may approve")
    }
  }

  private func checkCoverage(
    _ coverage: PlannedCoverage, _ path: String, _ reading: inout PlanReading
  ) {
    if Set(coverage.methods).count != coverage.methods.count {
      reading.note("\(path).methods", "names a method twice")
    }
    range("\(path).seen", coverage.seen, 0...1_000_000, "", &reading)
    range("\(path).builds", coverage.builds, 0...1_000_000, "", &reading)
    range("\(path).reorgs", coverage.reorgs, 0...1_000, "", &reading)
    let known = SampledMethod.allCases.map(\.rawValue) + ["builds", "reorgs"]
    for (index, waiver) in coverage.waivers.enumerated() where !known.contains(waiver.what) {
      let nearest = NearestKey.suggestion(for: waiver.what, among: known)
      reading.note(
        "\(path).waivers[\(index)].what",
        "is \"\(PlanReading.clip(waiver.what))\", expected one of "
          + known.joined(separator: ", ") + (nearest.map { "; did you mean \($0)?" } ?? ""))
    }
  }

  /// The rules name their own keys; the file has them elsewhere.
  private func checkGates(_ index: Int, _ path: String, _ reading: inout PlanReading) {
    let gates: [(String, Double)] = [
      ("errorMargin", stages[index].gates.errorMargin),
      ("failureCeiling", stages[index].gates.failureCeiling),
      ("mismatchCeiling", stages[index].gates.mismatchCeiling),
      ("latencyMarginP50", stages[index].gates.latencyMarginP50),
      ("latencyMarginP99", stages[index].gates.latencyMarginP99),
    ]
    // Below this no number of calls that a chain ever makes certifies a bound.
    for (key, value) in gates where !(0.000_1...1).contains(value) {
      reading.note(
        "\(path).gates.\(key)", "is \(PlannedRate(value).planText), expected 0.01% to 100%")
    }
  }

  private static let evidenceKeys = [
    "errorBudget": "thresholds.errorRate", "mismatchBudget": "thresholds.mismatchRate",
    "latencyRatioP50": "thresholds.latencyRatioP50",
    "latencyRatioP99": "thresholds.latencyRatioP99",
    "latencySlack": "thresholds.latencySlack",
    "consecutiveFailures": "thresholds.consecutiveFailures",
    "minimumEffect": "thresholds.minimumEffect", "rollbackWealth": "evidence.rollbackAt",
    "warnWealth": "evidence.warnAt", "slotSeconds": "evidence.slot",
    "window.seconds": "evidence.windowTime", "window.calls": "evidence.windowCalls",
    "window.longestGap": "evidence.longestGap",
  ]

  private func noteEvidence(_ problem: EvidenceError, _ reading: inout PlanReading) {
    switch problem {
    case .outOfRange(let rule, let actual, let lowest, let highest):
      reading.note(
        Self.evidenceKeys[rule] ?? "evidence.\(rule)",
        "is \(Self.text(actual, of: rule)), expected \(Self.text(lowest, of: rule)) to "
          + Self.text(highest, of: rule))
    case .thresholdsReversed(let warn, let rollback):
      reading.note(
        "evidence.rollbackAt",
        "is \(rollback.planText), expected more than warnAt, \(warn.planText)")
    }
  }

  /// A number in the unit that its key has in the file.
  private static func text(_ value: Double, of rule: String) -> String {
    switch rule {
    case "coolDown", "latencySlack", "slotSeconds", "window.seconds", "window.longestGap":
      PlannedDuration(milliseconds: Int(min(max(0, value * 1_000), 1e12))).description
    case "rollbackWealth", "warnWealth", "latencyRatioP50", "latencyRatioP99", "silentSlots",
      "silentCalls", "window.calls", "consecutiveFailures":
      value.planText
    default: PlannedRate(value).planText
    }
  }

  func range(
    _ path: String, _ value: Int, _ expected: ClosedRange<Int>, _ unit: String,
    _ reading: inout PlanReading
  ) {
    guard !expected.contains(value) else { return }
    let end = unit.isEmpty ? "" : " \(unit)"
    reading.note(
      path, "is \(value)\(end), expected \(expected.lowerBound) to \(expected.upperBound)\(end)")
  }
}
