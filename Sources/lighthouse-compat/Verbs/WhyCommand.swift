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
      if json { return Output.json(answer) }
      for sentence in answer["sentences"]?.arrayValue ?? [] {
        Output.line(printable(sentence.stringValue ?? ""))
      }
      Output.line("reason: \(answer["reason"]?.stringValue ?? "?")")
    }
  }

  private static func escape(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
