import ChildPrograms
public import Foundation
import Glibc

/// A program of the package's as a child process, which may be killed or kill itself.
public struct ChildProgram: Sendable {
  private let name: String
  private let arguments: [String]

  /// What a run said, and how it ended.
  public struct Run: Sendable {
    public let lines: [String]
    /// The signal that ended it; nil where it ended by itself.
    public let signal: Int32?

    /// The lines that are numbers.
    public var acknowledged: [Int] { lines.compactMap { Int($0) } }
  }

  /// - Parameter arguments: the first ones of each run.
  public init(_ name: String, _ arguments: [String] = []) {
    self.name = name
    self.arguments = arguments
  }

  /// Runs the program to its end, or kills it after some lines and some more turns.
  public func run(
    _ rest: [String], killAfter count: Int? = nil, spinning: Int = 0
  ) throws -> Run {
    let process = try ChildProcess([BuiltProgram.named(name).path] + arguments + rest)
    var output: [UInt8] = []
    var isAlive = true
    while true {
      let piece = process.output.readSome()
      if piece.isEmpty { break }
      output += piece
      if isAlive, let count, output.count(where: { $0 == UInt8(ascii: "\n") }) >= count {
        var turns = spinning
        while turns > 0 { turns -= 1 }
        process.signal(SIGKILL)
        isAlive = false
      }
    }
    let ending = process.waitForEnd()
    // A line without its end was not said.
    let lines = String(decoding: output, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    guard case .signalled(let signal) = ending else { return Run(lines: lines, signal: nil) }
    return Run(lines: lines, signal: signal)
  }
}

/// Where the package's programs lie: beside the tests.
public enum BuiltProgram {
  public static func named(_ name: String) throws -> URL {
    let candidates =
      [Bundle.main.executableURL, URL(filePath: ProcessInfo.processInfo.arguments[0])]
      .compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
    for candidate in candidates {
      let program = candidate.deletingLastPathComponent().appending(path: name)
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    throw ProgramMissing(name: name, lookedFor: candidates.map(\.path))
  }
}

/// The program was not built beside the tests.
struct ProgramMissing: Error {
  let name: String
  let lookedFor: [String]
}
