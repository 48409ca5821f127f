import ArgumentParser
import EngineRPC
import Gateway
import LighthouseCompatibility

/// Shows or changes the mode of a running gateway.
struct ModeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mode", abstract: "Shows the mode, or enters another one.",
    discussion: """
      Modes: \(MigrationMode.names), the share in basis points. Exits 0 when the mode is in force, \
      2 when the gateway refuses, 5 when no gateway answers. Without NAME it only shows the mode.

      Example: lighthouse-compat mode v4Primary --token admin.token
      """)

  @Argument(help: "The mode to enter.") var name: String?
  @OptionGroup var gateway: AdminOptions
  @Option(help: "Milliseconds to wait for v5's lane to drain, where v5 is to answer.")
  var patience = 4000
  @Flag(help: "Let v5 become the authority again after a freeze, first.") var unfreeze = false
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if let name, MigrationMode(name: name) == nil {
      throw ValidationError(
        "there is no mode '\(name.prefix(80))'; modes are \(MigrationMode.names)")
    }
    guard (0...20_000).contains(patience) else { throw ValidationError("--patience: 0 to 20000") }
  }

  func run() async throws {
    try await gateway.run { client in
      if unfreeze {
        let answer = try await client.post("/v1/unfreeze", [:]).good(json: json)
        if name == nil, json { return Output.json(answer) }
        if !json {
          let reason = answer["freeze"]?.stringValue
          Output.line(
            reason.map { "unfrozen; it was frozen because \(printable($0))" }
              ?? "nothing was frozen")
        }
      }
      guard let name else {
        if !unfreeze { try await show(client) }
        return
      }
      let change: JSONValue = [
        "mode": .string(name), "patienceMilliseconds": .number(String(patience)),
      ]
      let answer = try await client.post("/v1/mode", change).good(json: json)
      if json { return Output.json(answer) }
      Output.line(
        "mode \(answer["before"]?.stringValue ?? "?") → \(answer["mode"]?.stringValue ?? "?"):"
          + " \(answer["authority"]?.stringValue ?? "?") answers,"
          + " \(answer["follower"]?.stringValue ?? "nobody") follows")
    }
  }

  private func show(_ client: AdminClient) async throws {
    let status = try await client.get("/v1/status").good(json: json)
    if json {
      return Output.json([
        "mode": status["mode"] ?? .null, "epoch": status["epoch"] ?? .null,
        "authority": status["authority"] ?? .null, "follower": status["follower"] ?? .null,
      ])
    }
    Output.line(
      "\(status["mode"]?.stringValue ?? "?"): \(status["authority"]?.stringValue ?? "?") answers,"
        + " \(status["follower"]?.stringValue ?? "nobody") follows")
  }
}
