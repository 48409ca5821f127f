import ArgumentParser
import EngineRPC
import Foundation
import Gateway

/// What the verbs of the migration have in common: where it runs, who asks, and what they print.
struct MigrationOptions: ParsableArguments {
  @OptionGroup var gateway: AdminOptions
  @Option(help: "Who asks, for the records (default: the user and host of this shell).")
  var who: String?
  @Flag(help: "Print one JSON object.") var json = false

  var identity: String {
    who ?? "\(NSUserName())@\(ProcessInfo.processInfo.hostName)"
  }

  /// Sends a command and prints what the migration has come to.
  func tell(
    _ verb: String, _ members: [String: JSONValue] = [:], shows: Bool = true
  ) async throws {
    var body = JSONObject([JSONObject.Member(name: "who", value: .string(identity))])
    for (name, value) in members.sorted(by: { $0.key < $1.key }) { body[name] = value }
    let content = JSONValue.object(body)
    try await gateway.run { client in
      let answer = try await client.post("/v1/migration/\(verb)", content).good(json: json)
      guard shows else { return }
      if json { return Output.json(answer) }
      Self.show(answer)
    }
  }

  static func show(_ report: JSONValue) {
    for line in report["text"]?.arrayValue ?? [] {
      Output.line(printable(line.stringValue ?? ""))
    }
  }
}
