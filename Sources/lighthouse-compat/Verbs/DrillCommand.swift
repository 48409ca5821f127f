import ArgumentParser
import EngineRPC
import Gateway

/// Rehearses the way to v5 and back on the live system.
struct DrillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Rehearses the way to v5 and back, timed.",
    discussion: """
      With --simulate on two embedded engines, with nothing of the live system touched.

      Example: lighthouse-compat drill --simulate
      """,
    subcommands: [DrillRunCommand.self, DrillReportCommand.self])

  @Flag(help: "On an embedded chain, in place of the live system.") var simulate = false
  @Option(help: "With --simulate, milliseconds from slot to slot.") var slotMilliseconds = 500
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard (20...60_000).contains(slotMilliseconds) else {
      throw ValidationError("--slot-milliseconds: 20 to 60000")
    }
  }

  func run() async throws {
    guard simulate else { throw CleanExit.helpRequest(self) }
    let drill = DemoDrill(slotMilliseconds: slotMilliseconds, who: "simulation") { text in
      if !json { Output.line(text) }
    }
    let report = try await EventLoops.run(threads: 4) { group in try await drill.run(group) }
    try DrillLines.conclude(report, json: json)
  }
}

/// Does the real cut-over and the real way back.
struct DrillRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Gives v5 a block to serve, then v4; measures each phase.",
    discussion: """
      Exits 0 when it passed, 2 when it cannot begin or failed, 4 when it did not end in time.

      Example: lighthouse-compat drill run --token admin.token
      """)

  @Option(help: "Seconds to wait for its end.") var timeout = 150
  @OptionGroup var options: MigrationOptions

  func validate() throws {
    guard (1...3_600).contains(timeout) else { throw ValidationError("--timeout: 1 to 3600") }
  }

  func run() async throws {
    let body: JSONValue = ["who": .string(options.identity)]
    try await options.gateway.run { client in
      let before = try await client.get("/v1/migration").good(json: options.json)
      _ = try await client.post("/v1/migration/drill", body).good(json: options.json)
      Output.note("the drill runs with the node's next blocks")
      for _ in 0..<timeout * 4 {
        try await Task.sleep(for: .milliseconds(250))
        let report = try await client.get("/v1/migration").good(json: options.json)
        guard let drill = report["lastDrill"], drill != .null, drill != before["lastDrill"] else {
          continue
        }
        return try DrillLines.conclude(drill, json: options.json)
      }
      Output.note("the drill has not ended within \(timeout) s; `drill report` shows it later")
      throw ExitCode(AdminExit.timeout)
    }
  }
}

/// Shows the last drill.
struct DrillReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Shows the last drill.",
    discussion: "Example: lighthouse-compat drill report")

  @OptionGroup var options: MigrationOptions

  func run() async throws {
    try await options.gateway.run { client in
      let report = try await client.get("/v1/migration").good(json: options.json)
      guard let drill = report["lastDrill"], drill != .null else {
        return Output.line("no drill since the gateway's start; `drill run` does one")
      }
      if options.json { Output.json(drill) } else { DrillLines.show(drill) }
    }
  }
}

/// A drill's phases as lines.
private enum DrillLines {
  /// Shows a drill that has just ended; throws the exit code of one that did not pass.
  static func conclude(_ drill: JSONValue, json: Bool) throws {
    if json { Output.json(drill) } else { show(drill) }
    guard drill["outcome"] == "passed" else { throw ExitCode(AdminExit.failed) }
  }

  static func show(_ drill: JSONValue) {
    Output.line(
      "drill by \(printable(drill["who"]?.stringValue ?? "?")): "
        + printable(drill["outcome"]?.stringValue ?? "?"))
    for (name, meaning) in [
      ("cutOver", "until v5 had the authority"), ("detect", "until v5 had served a block"),
      ("decide", "to decide"), ("switch", "the way back: one store"),
      ("drain", "until nothing of v5's was under way"),
      ("verify", "until v4 had served the next block"), ("persist", "to write it down"),
      ("total", "altogether"),
    ] {
      let milliseconds = drill[name]?.text ?? "?"
      Output.line(
        "  \(name.padding(to: 8)) \(milliseconds.padding(to: 12, left: true)) ms  \(meaning)")
    }
  }
}

extension String {
  fileprivate func padding(to width: Int, left: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, width - count))
    return left ? fill + self : self + fill
  }
}
