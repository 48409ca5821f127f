import ArgumentParser
import EngineRPC
import Foundation

/// Runs migrations and tells what came of them.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs migrations in which something goes wrong (the default).")

  /// How often a run is begun at most.
  private static let attempts = 3

  @Option(help: "Runs in all.") var runs = 20
  @Option(help: "The first run's seed; the others' follow it.") var seed: UInt64 = 1
  @Option(help: "Runs at once.") var jobs = 1
  @Flag(help: "A JSON object for each run, and one for all.") var json = false
  @Option(help: "Only this fault.") var only: ChaosFault?
  @Option(help: "Only in this stage.") var stage: ChaosStage?
  @Option(help: "What is hit, where the fault can hit that.") var target: ChaosTarget?
  @Flag(help: "Keep the logs of good runs too.") var keep = false

  func validate() throws {
    guard runs > 0, jobs > 0 else { throw ValidationError("runs and jobs are at least 1") }
  }

  func run() async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "chaos-\(getpid())")
    let begin = ContinuousClock.now
    var results: [RunResult] = []
    try await withThrowingTaskGroup(of: RunResult.self) { tasks in
      var next = 0
      while next < min(jobs, runs) {
        add(next, root, &tasks)
        next += 1
      }
      while let result = try await tasks.next() {
        results.append(result)
        tell(result, results.count, root)
        if next < runs {
          add(next, root, &tasks)
          next += 1
        }
      }
    }
    conclude(results, ContinuousClock.now - begin)
    try? FileManager.default.removeItem(at: root.appending(path: "good"))
    if results.contains(where: { !$0.isGood }) { throw ExitCode.failure }
  }

  private func add(
    _ number: Int, _ root: URL, _ tasks: inout ThrowingTaskGroup<RunResult, any Error>
  ) {
    let scenario = Scenario(
      seed: seed &+ UInt64(number), among: only.map { [$0] } ?? ChaosFault.allCases,
      stage.map { [$0] } ?? ChaosStage.allCases, target: target)
    let folder = Self.folder(scenario, root)
    let keep = keep
    tasks.addTask { try await Self.run(scenario, folder, keep: keep) }
  }

  private static func folder(_ scenario: Scenario, _ root: URL) -> URL {
    root.appending(path: "seed-\(scenario.seed)")
  }

  /// A run, made again where its fault's stage was not reached.
  private static func run(
    _ scenario: Scenario, _ folder: URL, keep: Bool
  ) async throws -> RunResult {
    var result = try await attempt(scenario, folder, keep: keep)
    for _ in 1..<attempts where result.isToBeRepeated {
      try FileManager.default.removeItem(at: folder)
      result = try await attempt(scenario, folder, keep: keep)
    }
    return result
  }

  /// A run, and its control where it is needed; what cannot be run at all is a bad run.
  private static func attempt(
    _ scenario: Scenario, _ folder: URL, keep: Bool
  ) async throws -> RunResult {
    let control = folder.appending(path: "control")
    try FileManager.default.createDirectory(at: control, withIntermediateDirectories: true)
    var result: RunResult
    do {
      result = try await ChaosRun.run(scenario, in: folder)
      if !result.missed.isEmpty, scenario.target.hitsControl {
        result.controlMissed = try await ControlRun.missedSlots(scenario, result, in: control)
      }
    } catch {
      result = RunResult(scenario)
      result.problems.append("the run broke off: \(error)")
    }
    if result.isGood, !keep { try? FileManager.default.removeItem(at: folder) }
    return result
  }

  // MARK: Telling

  private func tell(_ result: RunResult, _ number: Int, _ root: URL) {
    if json { return say(result.json.text) }
    let word = result.isGood ? "good" : "BAD"
    let scenario = result.scenario
    let hits = result.hits.map { ", hit \($0) times" } ?? ""
    say(
      "[\(number)/\(runs)] seed \(scenario.seed): \(scenario): \(word);"
        + " \(result.slots) slots, \(result.missed.count) missed"
        + (result.controlMissed.map { " (control \($0.count))" } ?? "")
        + "\(hits); ends \(result.end)")
    guard !result.isGood || keep else { return }
    for complaint in result.complaints { say("    \(complaint)") }
    say("    logs: \(Self.folder(scenario, root).path)")
    if !result.isGood {
      say("    again: " + scenario.repetition(only: only, stageOnly: stage, target: target))
    }
  }

  private func conclude(_ results: [RunResult], _ time: Duration) {
    let bad = results.filter { !$0.isGood }
    let violations = results.reduce(0) { $0 + $1.violations.count }
    let (missed, excess) = results.reduce(into: (0, 0)) {
      $0.0 += $1.missed.count
      $0.1 += $1.excess.count
    }
    if json {
      let all: JSONValue = [
        "runs": .number("\(results.count)"), "bad": .number("\(bad.count)"),
        "violations": .number("\(violations)"), "missed": .number("\(missed)"),
        "excess": .number("\(excess)"),
        "seconds": .number("\(Int(time / .seconds(1)))"),
      ]
      return say(all.text)
    }
    say("")
    for line in ResultTable(results).lines { say(line) }
    say("")
    say(
      "\(results.count) runs from seed \(seed) on: \(violations) violations, \(missed) slots missed,"
        + " \(excess) that a node without the gateway would not have missed; \(bad.count) bad runs;"
        + " \(Int(time / .seconds(1))) s")
  }

  /// A line that is out when this returns, so that a pipe shows how far it is.
  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
