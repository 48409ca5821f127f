import ArgumentParser
import EngineRPC
import Foundation
import Records

/// Shows what a migration has done, from its records.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Shows what the migration has done, and checks the audit log.",
    discussion: """
      Reads the records themselves, whether a gateway runs or not. Exits 0, 1 when the audit log \
      does not hold, 2 when the records cannot be read.

      Example: lighthouse-compat history --state /var/lib/lighthouse-compat
      """)

  @OptionGroup var folder: StateFolderOptions
  @Option(help: "How many of the last transitions.") var last = 50
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard (1...20_000).contains(last) else { throw ValidationError("--last: 1 to 20000") }
  }

  func run() async throws {
    let (entries, audit) = try folder.read { store in
      let query = RecordQuery(limit: last, isNewestFirst: true)
      return (
        try store.records(TransitionRecord.self, matching: query).reversed().map(\.record),
        try store.verifyAudit()
      )
    }
    if json {
      Output.json([
        "schemaVersion": 1, "transitions": .array(entries.map(Self.json)),
        "audit": .string("\(audit)"),
      ])
    } else {
      for entry in entries {
        Output.line(
          "\(Self.time(entry.moment.wallMilliseconds))  attempt \(entry.attempt)"
            + "  \(printable(entry.from)) → \(printable(entry.to)): \(printable(entry.reason))")
      }
      if entries.isEmpty { Output.line("nothing has happened yet") }
    }
    switch audit {
    case .intact(let head):
      if !json { Output.line("audit log: \(head.count) entries, the chain holds") }
    case .broken(let entry, let fault):
      Output.note("audit log: broken at entry \(entry): \(fault)")
      throw ExitCode(1)
    }
  }

  private static func json(_ record: TransitionRecord) -> JSONValue {
    [
      "attempt": .number("\(record.attempt)"), "event": .string(record.event),
      "from": .string(record.from), "to": .string(record.to), "reason": .string(record.reason),
      "wallMilliseconds": .number("\(record.moment.wallMilliseconds)"),
    ]
  }

  private static func time(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601)
  }
}

/// Writes everything that is kept as one JSON document.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes everything that is kept as one JSON document.",
    discussion: """
      Exits 0, 2 when the records cannot be read.

      Example: lighthouse-compat export --state /var/lib/lighthouse-compat > records.json
      """)

  @OptionGroup var folder: StateFolderOptions

  func run() async throws {
    let document = try folder.read { try $0.exportAll() }
    try FileHandle.standardOutput.write(contentsOf: document)
  }
}
