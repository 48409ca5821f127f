import Evidence
import Yams

extension MigrationPlan {
  /// As many bytes as a plan's file has at most.
  public static let longestFile = 256 * 1_024

  /// Reads a plan and finds everything that is wrong with it; the plan is nil if anything is.
  public static func validate(_ yaml: String) -> (plan: MigrationPlan?, problems: [PlanProblem]) {
    var reading = PlanReading()
    var plan = MigrationPlan()
    if let root = root(yaml, &reading) {
      reading.read(root, into: &plan, at: "")
      plan.check(&reading)
    }
    return (reading.problems.isEmpty ? plan : nil, reading.problems)
  }

  /// Everything that is wrong with a plan that did not come from a file.
  public var problems: [PlanProblem] {
    var reading = PlanReading()
    check(&reading)
    return reading.problems
  }

  /// The plan as a file, with a comment at each key.
  public var yaml: String {
    var writing = PlanWriting()
    writing.write(self)
    return writing.text
  }

  /// The ticket's plan as a file.
  public static var standardYAML: String { standard.yaml }

  private static func root(_ yaml: String, _ reading: inout PlanReading) -> Node? {
    guard yaml.utf8.count <= longestFile else {
      reading.note("", nil, "has \(yaml.utf8.count) bytes, expected at most \(longestFile)")
      return nil
    }
    if let line = YAMLGuard.firstUnsupportedLine(yaml) {
      reading.note("", line, "is nested too deep, or has an anchor or an alias: neither is taken")
      return nil
    }
    do {
      if let root = try Yams.compose(yaml: yaml) { return root }
      reading.note("", 1, "is empty; `name` at least is needed")
    } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
      let words = keys.map { PlanReading.clip($0) }.sorted()
      reading.note("", context.mark.line, "has keys twice: " + words.joined(separator: ", "))
    } catch YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _), YamlError.composer(_, let problem, let mark, _)
    {
      reading.note("", mark.line, "is no YAML: \(problem)")
    } catch {
      reading.note("", nil, "is no YAML")
    }
    return nil
  }
}

extension MigrationPlan: PlanSection {
  private var thresholds: ThresholdSection {
    get { ThresholdSection(rules: evidence) }
    set { evidence = newValue.rules }
  }

  private var weighing: EvidenceSection {
    get { EvidenceSection(rules: evidence) }
    set { evidence = newValue.rules }
  }

  static func fields(for section: MigrationPlan) -> [PlanField<MigrationPlan>] {
    [
      .value(
        "name", \.name, "the migration's name: [a-z0-9][a-z0-9._-]{0,62}", isRequired: true),
      .entries("stages", \.stages, "the stages in order; each is left only on a pass"),
      .section("thresholds", \.thresholds, "what v5 is held against"),
      .section("evidence", \.weighing, "how the evidence is weighed"),
      .section("health", \.health, "engines, clock and machine"),
      .section("rollback", \.rollback, "the way back"),
      .value(
        "longestHold", \.longestHold, "how long any hold may stand before somebody is told"),
      .entries(
        "forks", \.forks, "forks known to come; `doctor --probe-fork` asks the engine for Cancun"),
      .section("freeze", \.freeze, "when nothing advances, whatever the evidence"),
      .entries(
        "hooks", \.hooks, "called before and after steps; may veto an advance, never a rollback"),
      .value("hookRetry", \.hookRetry, "how long after a veto the hooks are asked again"),
      .entries("notifications", \.notifications, "who is told"),
      .section("drills", \.drills, "how often the way to v5 and back is rehearsed"),
    ]
  }
}
