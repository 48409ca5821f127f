import ArgumentParser
import EngineRPC
import Foundation
import Migration

/// Shows and checks a migration's plan.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Shows or checks a migration's plan.",
    subcommands: [PlanShowCommand.self, PlanValidateCommand.self, PlanStandardCommand.self],
    defaultSubcommand: PlanShowCommand.self)
}

/// Shows a plan with the predicted duration of each stage.
struct PlanShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a plan and how long each stage will take.",
    discussion: """
      Without FILE the standard plan. Exits 0, 2 when the plan cannot be used.

      Example: lighthouse-compat plan show plan.yaml --calls-per-minute 15
      """)

  @Argument(help: "The plan's file.") var file: String?
  @Option(help: "The calls a minute that the node makes (default: five a slot of 12 s).")
  var callsPerMinute: Double?
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if let callsPerMinute, !(0.001...1e6).contains(callsPerMinute) {
      throw ValidationError("--calls-per-minute is \(callsPerMinute); it has to be 0.001 to 1e6")
    }
  }

  func run() async throws {
    let plan = try PlanFile.read(file, json: json)
    let rates = callsPerMinute.map { rate in
      let whole = CallRates.estimate
      return CallRates(whole.perMinute.mapValues { $0 / whole.total * rate })
    }
    let outline = PlanOutline(plan, rates: rates)
    if json { return Output.json(try JSONValue(parsing: [UInt8](JSONEncoder().encode(outline)))) }
    for line in outline.lines { Output.line(line) }
  }
}

/// Finds everything that is wrong with a plan.
struct PlanValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Finds everything that is wrong with a plan.",
    discussion: """
      Exits 0 when the plan can be used, 2 when it cannot.

      Example: lighthouse-compat plan validate plan.yaml
      """)

  @Argument(help: "The plan's file.") var file: String
  @Flag(help: "Print one JSON object.") var json = false

  func run() async throws {
    let plan = try PlanFile.read(file, json: json)
    if json {
      return Output.json([
        "ok": true, "name": .string(plan.name), "stages": .number("\(plan.stages.count)"),
      ])
    }
    Output.line(
      "\(plan.name): \(plan.stages.count) stages, at least \(plan.minimumTime); nothing is wrong")
  }
}

/// Prints the standard plan, to be changed.
struct PlanStandardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "standard", abstract: "Prints the standard plan as YAML, to be changed.",
    discussion: "Example: lighthouse-compat plan standard > plan.yaml")

  func run() async throws { Output.line(MigrationPlan.standardYAML) }
}

/// A plan's file as a verb is given it.
enum PlanFile {
  static func read(_ path: String?, json: Bool) throws -> MigrationPlan {
    guard let path else { return .standard }
    guard let data = FileManager.default.contents(atPath: path) else {
      Output.note("\(path) cannot be read; name a file with a plan")
      throw ExitCode(2)
    }
    let (plan, problems) = MigrationPlan.validate(String(decoding: data, as: UTF8.self))
    guard let plan, problems.isEmpty else {
      if json {
        Output.json([
          "ok": false, "problems": .array(problems.map { .string($0.description) }),
        ])
      } else {
        for problem in problems { Output.note("\(path): \(problem)") }
        Output.note("\(problems.count) problem(s)")
      }
      throw ExitCode(2)
    }
    return plan
  }
}
