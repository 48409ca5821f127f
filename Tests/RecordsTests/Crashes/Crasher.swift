import Foundation
import Records

/// The crasher program as a child process.
struct Crasher {
  let folder: StateFolder

  /// What a run said, and how it ended.
  struct Run {
    let acknowledged: [Int]
    let lines: [String]
    /// The signal that ended it; nil where it ended by itself.
    let signal: Int32?
  }

  /// Runs the program to its end, or kills it after some acknowledgements and some more turns.
  func run(_ arguments: [String], killAfter count: Int? = nil, spinning: Int = 0) throws -> Run {
    let process = Process()
    process.executableURL = try Self.url
    process.arguments = [folder.url.path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var output = Data()
    var isAlive = true
    while true {
      let piece = pipe.fileHandleForReading.availableData
      if piece.isEmpty { break }
      output += piece
      if isAlive, let count, output.count(where: { $0 == UInt8(ascii: "\n") }) >= count {
        var turns = spinning
        while turns > 0 { turns -= 1 }
        kill(process.processIdentifier, SIGKILL)
        isAlive = false
      }
    }
    process.waitUntilExit()
    // A line without its end was not said.
    let lines = String(decoding: output, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    return Run(
      acknowledged: lines.compactMap { Int($0) }, lines: lines,
      signal: process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil)
  }

  private static var url: URL {
    get throws {
      let candidates =
        [Bundle.main.executableURL, URL(filePath: ProcessInfo.processInfo.arguments[0])]
        .compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
      for candidate in candidates {
        let program = candidate.deletingLastPathComponent().appending(path: "RecordsCrasher")
        if FileManager.default.isExecutableFile(atPath: program.path) { return program }
      }
      throw CrasherMissing(lookedFor: candidates.map(\.path))
    }
  }
}

struct CrasherMissing: Error {
  let lookedFor: [String]
}
