import ArgumentParser
import EngineRPC
import Foundation
import Gateway

/// Explains which side would answer an operation now.
struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Says which side would answer an operation now, and why.",
    discussion: """
      Nothing is sent to an engine. Exits 0, 2 when the gateway refuses, 5 when none answers.

      Example: lighthouse-compat why --method engine_newPayloadV2
      """)

  @OptionGroup var gateway: AdminOptions
  @Option(help: "The method that a caller would use.") var method = "engine_newPayloadV2"
  @Option(help: "The hash of the block that it is about.") var block: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() async throws {
    try await gateway.run { client in
      var query = "method=\(Self.escape(method))"
      if let block { query += "&block=\(Self.escape(block))" }
      let answer = try await client.get("/v1/why?\(query)").good(json: json)
      let migration = try await client.get("/v1/migration")
      if json {
        var object = answer.objectValue ?? JSONObject([])
        object["migration"] = migration.status == 200 ? migration.body : .null
        return Output.json(.object(object))
      }
      for sentence in answer["sentences"]?.arrayValue ?? [] {
        Output.line(printable(sentence.stringValue ?? ""))
      }
      Output.line("reason: \(answer["reason"]?.stringValue ?? "?")")
      if migration.status == 200 { Self.explain(migration.body) }
    }
  }

  /// Why the migration stands where it does: the last decisions, and what is in its way.
  private static func explain(_ report: JSONValue) {
    Output.line("")
    let last = (report["transitions"]?.arrayValue ?? []).suffix(5)
    if !last.isEmpty { Output.line("what the migration did last:") }
    for transition in last {
      Output.line("  \(printable(transition["reason"]?.stringValue ?? "?"))")
    }
    MigrationOptions.show(report)
  }

  private static func escape(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
