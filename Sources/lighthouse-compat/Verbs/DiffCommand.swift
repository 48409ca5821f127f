import ArgumentParser
import EngineRPC
import Gateway

/// Shows what the two sides answered differently.
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Shows the last differences, or one with both answers.",
    discussion: """
      Exits 0, 2 when there is no difference of that number, 5 when no gateway answers.

      Example: lighthouse-compat diff 42
      """)

  @Argument(help: "The number of one difference: shows what was asked and both answers.")
  var id: UInt64?
  @OptionGroup var gateway: AdminOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try await gateway.run { client in
      let path = id.map { "/v1/mismatches/\($0)" } ?? "/v1/mismatches"
      let answer = try await client.get(path).good(json: json)
      if json { return Output.json(answer) }
      let mismatches = answer.arrayValue ?? [answer]
      if mismatches.isEmpty { return Output.line("no difference since the start") }
      for mismatch in mismatches { show(mismatch, whole: id != nil) }
    }
  }

  private func show(_ mismatch: JSONValue, whole: Bool) {
    let block = mismatch["block"]?.stringValue.map { ", block \(printable($0))" } ?? ""
    Output.line(
      "#\(mismatch["id"]?.text ?? "?") \(mismatch["verdict"]?.stringValue ?? "?") in"
        + " \(printable(mismatch["method"]?.stringValue ?? "?"))\(block);"
        + " the caller was to get \(mismatch["authority"]?.stringValue ?? "?")'s answer")
    for difference in mismatch["differences"]?.arrayValue ?? [] {
      guard let path = difference["path"]?.stringValue else {
        Output.line("  " + printable(difference["text"]?.stringValue ?? ""))
        continue
      }
      Output.line("  \(printable(path))")
      Output.line("    v4  \(printable(difference["v4"]?.stringValue ?? ""))")
      Output.line("    v5  \(printable(difference["v5"]?.stringValue ?? ""))")
    }
    guard whole else { return }
    for (name, member) in [("asked", "request"), ("v4 answered", "v4"), ("v5 answered", "v5")] {
      Output.line("  \(name):")
      Output.line("    " + printable(mismatch[member]?.stringValue ?? ""))
    }
  }
}
