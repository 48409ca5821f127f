import ArgumentParser
import EngineRPC
import Evidence
import Foundation
import Migration
import Records

/// Judges recorded windows again.
struct DecisionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions", abstract: "Judges recorded windows again, with this plan or another.",
    subcommands: [DecisionsReplayCommand.self], defaultSubcommand: DecisionsReplayCommand.self)
}

/// Says what a plan would have decided; nothing is touched.
struct DecisionsReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Says what a plan would have decided; nothing is touched.",
    discussion: """
      Exits 0, 1 when the plan would have rolled back, 2 when something cannot be read.

      Example: lighthouse-compat decisions replay --state /var/lib/lighthouse-compat plan.yaml
      """)

  @Argument(help: "The plan's file; the standard plan without.") var file: String?
  @OptionGroup var folder: StateFolderOptions
  @Flag(help: "Print one JSON object for each judged window that asks for something.")
  var json = false

  func run() async throws {
    let plan = try PlanFile.read(file, json: json)
    let records = try folder.read { store in
      try store.records(WindowRecord.self, matching: RecordQuery(limit: 20_000))
    }
    var judge = EvidenceJudge(rules: plan.evidence)
    var (attempt, rollbacks, holds, last) = (0, 0, 0, Judgement?.none)
    for numbered in records {
      let record = numbered.record
      guard
        let window = try? JSONDecoder().decode(
          EvidenceWindow.self, from: Data(record.document.utf8))
      else {
        Output.note("window \(numbered.number) cannot be read; it is left out")
        continue
      }
      if record.attempt != attempt {
        attempt = record.attempt
        judge.reset()
      }
      if let stage = plan.stages.firstIndex(where: { $0.name == record.stage }) {
        judge.rules = plan.rules(forStage: stage)
      }
      let judgement = judge.judge(window)
      last = judgement
      guard let action = judgement.action, action >= .hold, let decisive = judgement.decisive else {
        continue
      }
      if action == .rollback { rollbacks += 1 } else { holds += 1 }
      show(numbered.number, record, action, decisive)
    }
    let verdict = last?.verdict.rawValue ?? "noData"
    if json {
      Output.json([
        "windows": .number("\(records.count)"), "rollbacks": .number("\(rollbacks)"),
        "holds": .number("\(holds)"), "verdict": .string(verdict),
      ])
    } else {
      Output.line(
        "\(records.count) windows judged: \(rollbacks) ask for a rollback, \(holds) for a hold;"
          + " at the end: \(verdict)")
    }
    if rollbacks > 0 { throw ExitCode(1) }
  }

  private func show(
    _ number: Int64, _ record: WindowRecord, _ action: Enforcement, _ reading: SignalReading
  ) {
    guard !json else {
      return Output.json([
        "window": .number("\(number)"), "stage": .string(record.stage),
        "action": .string(action.rawValue), "reading": .string(reading.description),
      ])
    }
    Output.line(
      "window \(number), attempt \(record.attempt), \(printable(record.stage)):"
        + " \(action.rawValue): \(reading)")
  }
}
