import ArgumentParser
import EngineRPC
import Foundation
import Gateway

/// Says who answers, who follows, how far behind, and what differed.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says who answers, who follows, how far behind, what differed.",
    discussion: """
      Exits 0 when all is well, 2 when callers get errors, 3 when a person has to decide, 4 when \
      --timeout is over, 5 when no gateway answers, 6 when a side is not ready.

      Example: lighthouse-compat status --watch
      """)

  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Keep looking: redraws on a terminal, prints a line a change elsewhere.")
  var watch = false
  @Flag(help: "Print the status as one JSON object.") var json = false
  @Option(help: "Seconds from look to look.") var interval = 1.0
  @Option(help: "End --watch after this many seconds.") var timeout: Double?

  func validate() throws {
    guard (0.2...3600).contains(interval) else { throw ValidationError("--interval: 0.2 to 3600") }
    if let timeout, !(0...1e7).contains(timeout) { throw ValidationError("--timeout: from 0 on") }
  }

  func run() async throws {
    let exit = try await gateway.run { client in
      if watch {
        return try await StatusWatch(
          client: client, interval: interval, timeout: timeout, json: json
        ).run()
      }
      let status = try await client.get("/v1/status").good(json: json)
      let text = StatusText(
        status: status, address: "\(client.address)", paint: .standard,
        columns: TerminalWidth.ofStandardOutput)
      if json { Output.json(status) } else { for line in text.lines { Output.line(line) } }
      return text.exit
    }
    throw ExitCode(exit)
  }
}
