import EngineRPC
import Foundation
import Testing

/// The verbs that an operator types.
@Suite struct `Operator verbs` {
  @Test func `validate lists every error at once with its key`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "gateway.yaml")
    try Data(
      """
      listen: {port: 99999, jwtSecret: /nonexistent, prot: 1}
      mode: sideways
      v4: {url: "https://example.org", jwtSecret: /nonexistent}
      """.utf8
    ).write(to: file)
    let run = try Program.run(["validate", "-c", file.path, "--json"])
    #expect(run.status == 1)
    let paths = try run.json().first?["problems"]?.arrayValue?.compactMap {
      $0["path"]?.stringValue
    }
    #expect(
      Set(paths ?? []) == [
        "listen.port", "listen.jwtSecret", "listen.prot", "mode", "v4.url", "v4.jwtSecret",
      ])
    #expect(try Program.run(["serve", "-c", file.path]).status == 2)
    try Data("mode: \"\\e]0;owned\\a\"".utf8).write(to: file)
    for verb in ["serve", "validate"] {
      let run = try Program.run([verb, "-c", file.path])
      #expect((run.output + run.errors).contains("owned"))
      #expect(!(run.output + run.errors).contains { $0 == "\u{1b}" || $0 == "\u{7}" })
    }
    try Data("mode: sideways".utf8).write(to: file)
    #expect(try Program.run(["doctor", "-c", file.path]).status == 2)
    #expect(try Program.run(["validate", "-c", "/nonexistent"]).status == 1)
  }

  // Through the library head and finality are read at first, and finality is told by a call of its
  // own from the third slot on.
  @Test(arguments: [([], 60), (["--embedded"], 72)])
  func `the demo misses no slot, differs nowhere, and ends by itself`(
    _ options: [String], compared: Int
  ) throws {
    let run = try Program.run(
      ["demo", "--slots", "12", "--slot-milliseconds", "5", "--json"] + options)
    #expect(run.status == 0)
    let summary = try #require(try run.json().last)
    #expect(summary["slots"] == 12)
    #expect(summary["missedSlots"] == 0)
    #expect(summary["mismatches"] == 0)
    #expect(summary["operationsCompared"] == .number("\(compared)"))
    #expect(summary["headsEqual"] == true)
  }

  @Test func `every verb has an example in its help`() throws {
    for verb in [
      "serve", "validate", "doctor", "demo", "engine", "replay", "ssz", "convert",
    ] {
      let run = try Program.run([verb, "--help"])
      #expect(run.status == 0)
      #expect(run.output.contains("Example: lighthouse-compat \(verb)"))
    }
  }
}
