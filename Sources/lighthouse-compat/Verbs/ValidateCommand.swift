import ArgumentParser
import EngineRPC
import Gateway

/// Checks a configuration file.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks a configuration and says everything wrong with it.",
    discussion: """
      Exits 0 when the gateway would start with it, 1 when not.

      Example: lighthouse-compat validate -c gateway.yaml
      """)

  @OptionGroup var file: ConfigurationFile
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "List every key with its type, default and environment variable.") var keys = false

  func run() throws {
    if keys { return listKeys() }
    do {
      let configuration = try file.read()
      report(problems: [], warnings: configuration.warnings)
    } catch let error as ConfigurationProblems {
      report(problems: error.problems, warnings: [])
      throw ExitCode(1)
    }
  }

  private func report(problems: [ConfigurationProblem], warnings: [String]) {
    if json {
      let list = problems.map { problem -> JSONValue in
        [
          "path": .string(problem.path), "reason": .string(problem.reason),
          "line": problem.line.map { .number(String($0)) } ?? .null,
        ]
      }
      return Output.json([
        "ok": .bool(problems.isEmpty), "problems": .array(list),
        "warnings": .array(warnings.map { .string($0) }),
      ])
    }
    for problem in problems { Output.line(printable("error: \(problem)")) }
    for warning in warnings { Output.line(printable("warning: \(warning)")) }
    Output.line(problems.isEmpty ? "\(file.path): ok" : "\(file.path): \(problems.count) error(s)")
  }

  private func listKeys() {
    for key in ConfigurationKey.all {
      let standard = key.standard.map { " (default \($0))" } ?? ""
      Output.line("\(key.path): \(key.kind.rawValue)\(standard): \(key.meaning)")
      Output.line("    \(key.environmentVariable)")
    }
  }
}
