import ArgumentParser
import EngineRPC
import Gateway

/// Runs A/B tests on a gateway's traffic.
struct ABCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ab", abstract: "Starts, shows and ends A/B tests on the gateway's traffic.",
    discussion: """
      A test changes nobody's answer: both sides process every operation anyway, and each unit counts \
      for the side that it was assigned to. Exits 0, 2 when the gateway refuses, 5 when no gateway \
      answers.

      Example: lighthouse-compat ab start latency-1 --share 5000 --minutes 60 --token admin.token
      """,
    subcommands: [
      ABReportCommand.self, ABStartCommand.self, ABShareCommand.self, ABStopCommand.self,
      ABForgetCommand.self,
    ],
    defaultSubcommand: ABReportCommand.self)
}

/// Shows the tests with their results.
struct ABReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Shows one test, or all, with their results so far.",
    discussion: "Example: lighthouse-compat ab report latency-1")

  @Argument(help: "A test's name.") var name: String?
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try await gateway.run { client in
      let path = name.map(ABPath.of) ?? "/v1/ab"
      let answer = try await client.get(path).good(json: json)
      if json { return Output.json(answer) }
      let tests = answer.arrayValue ?? [answer]
      if tests.isEmpty { return Output.line("no test; `ab start NAME` makes one") }
      for test in tests { ABPath.show(test) }
    }
  }
}

/// Starts a test.
struct ABStartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Starts a test on the traffic, now.",
    discussion: "Example: lighthouse-compat ab start latency-1 --share 5000 --minutes 60")

  @Argument(help: "The name: [a-z0-9][a-z0-9._-]{0,62}; it salts the assignment.")
  var name: String
  @Option(help: "v5's share in basis points, 0 to 10000.") var share = 5000
  @Option(help: "How long it runs, in minutes.") var minutes = 60
  @Option(help: "What is assigned as a whole: block, none, or node:NAME.") var unit = "block"
  @Option(help: "Which run of this name it is; a new one is a new randomisation.") var attempt = 1
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (0...10_000).contains(share) else {
      throw ValidationError("--share is \(share); it has to be 0 to 10000 basis points")
    }
    guard (1...1_000_000).contains(minutes) else {
      throw ValidationError("--minutes is \(minutes); it has to be 1 to 1000000")
    }
  }

  func run() async throws {
    try await gateway.run { client in
      let body: JSONValue = [
        "name": .string(name), "v5Share": .number("\(share)"),
        "durationSeconds": .number("\(minutes * 60)"), "unit": .string(unit),
        "attempt": .number("\(attempt)"),
      ]
      let answer = try await client.post("/v1/ab", body).good(json: json)
      if json { return Output.json(answer) }
      Output.line("started; `lighthouse-compat ab report \(printable(name))` shows it")
    }
  }
}

/// Changes a test's share.
struct ABShareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Changes v5's share; growing it moves nobody back to v4.",
    discussion: "Example: lighthouse-compat ab share latency-1 7500")

  @Argument(help: "The test's name.") var name: String
  @Argument(help: "Basis points, 0 to 10000.") var share: Int
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try await ABPath.change(name, ["v5Share": .number("\(share)")], gateway, json: json)
  }
}

/// Ends a test.
struct ABStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Ends a test for good; its results stay.",
    discussion: "Example: lighthouse-compat ab stop latency-1")

  @Argument(help: "The test's name.") var name: String
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try await ABPath.change(name, ["action": "end"], gateway, json: json)
  }
}

/// Forgets a test.
struct ABForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Forgets a test, and prints its last results.",
    discussion: "Example: lighthouse-compat ab forget latency-1")

  @Argument(help: "The test's name.") var name: String
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try await ABPath.change(name, ["action": "forget"], gateway, json: json)
  }
}

/// Where a test is found on the admin interface, and how it is shown.
private enum ABPath {
  static func of(_ name: String) -> String {
    // A name that cannot be one is not sent: the gateway would read a part of it as a path.
    name.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,62}/) == nil ? "/v1/ab/-" : "/v1/ab/\(name)"
  }

  static func show(_ test: JSONValue) {
    let text = test["text"]?.stringValue ?? ""
    for line in text.split(separator: "\n") { Output.line(printable(String(line))) }
  }

  static func change(
    _ name: String, _ body: JSONValue, _ gateway: AdminOptions, json: Bool
  ) async throws {
    try await gateway.run { client in
      let answer = try await client.post(of(name), body).good(json: json)
      if json { Output.json(answer) } else { show(answer) }
    }
  }
}
