import ArgumentParser
import EngineRPC
import Gateway
import Migration

/// Prints values of the plan in force.
struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Prints values of the plan in force.",
    discussion: """
      A KEY that ends with a dot names all below it; without KEY every value is printed. Exits 0,
      2 when there is no such key, 5 when no gateway answers.

      Example: lighthouse-compat get health. rollback.limit
      """)

  @Argument(help: "Keys, such as health.interval.") var keys: [String] = []
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print one JSON object.") var json = false

  func run() async throws {
    try await gateway.run { client in
      let answer = try await client.get("/v1/plan").good(json: json)
      let (plan, _) = MigrationPlan.validate(answer["yaml"]?.stringValue ?? "")
      let values = plan?.values ?? []
      var found: [(path: String, value: String)] = []
      for key in keys {
        let matches = values.filter { Self.matches($0.path, key) }
        guard !matches.isEmpty else {
          Output.note("there is no key \(printable(key)); `lighthouse-compat get` prints them all")
          throw ExitCode(2)
        }
        found += matches
      }
      if keys.isEmpty { found = values }
      if json {
        return Output.json(
          .object(
            JSONObject(found.map { JSONObject.Member(name: $0.path, value: .string($0.value)) })))
      }
      for (path, value) in found { Output.line("\(path)=\(printable(value))") }
    }
  }

  private static func matches(_ path: String, _ key: String) -> Bool {
    key.hasSuffix(".") ? path.hasPrefix(key) : path == key
  }
}

/// Sets a value of the plan in force.
struct SetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Sets values of the plan in force; they outlive a restart.",
    discussion: """
      An empty VALUE gives a key back to the plan's file. Name, stages, shares, forks and
      notifications cannot be set. Exits 0, 2 when a value is refused, 5 when no gateway answers.

      Example: lighthouse-compat set health.interval=10s
      """)

  @Argument(help: "KEY=VALUE, as `lighthouse-compat get` prints it.") var settings: [String]
  @OptionGroup var options: MigrationOptions

  func validate() throws {
    for setting in settings where !setting.contains("=") {
      throw ValidationError("\(printable(setting)) has no =; write KEY=VALUE")
    }
  }

  func run() async throws {
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      try await options.tell(
        "set", ["key": .string(String(parts[0])), "value": .string(String(parts[1]))],
        shows: setting == settings.last)
    }
  }
}
