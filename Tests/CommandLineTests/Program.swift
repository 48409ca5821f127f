import EngineRPC
import Foundation

/// Runs the built program as a person would.
enum Program {
  struct Run {
    let status: Int32
    let output: String
    let errors: String

    /// Standard output as JSON, one value a line.
    func json() throws -> [JSONValue] {
      try output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
    }
  }

  /// The program lies beside the test bundle.
  private static var url: URL {
    get throws {
      let candidates =
        [Bundle.main.executableURL, URL(filePath: ProcessInfo.processInfo.arguments[0])]
        .compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
      for candidate in candidates {
        let program = candidate.deletingLastPathComponent().appending(path: "lighthouse-compat")
        if FileManager.default.isExecutableFile(atPath: program.path) { return program }
      }
      throw ProgramError.missing(candidates.map(\.path))
    }
  }

  enum ProgramError: Error {
    case missing([String])
  }

  static func run(_ arguments: [String], input: Data = Data()) throws -> Run {
    let process = Process()
    process.executableURL = try url
    process.arguments = arguments
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files rather than pipes: whatever the sizes, nobody waits for anybody.
    func file(_ name: String, _ data: Data) throws -> FileHandle {
      let file = folder.appending(path: name)
      try data.write(to: file)
      return try FileHandle(forUpdating: file)
    }
    process.standardInput = try file("in", input)
    process.standardOutput = try file("out", Data())
    process.standardError = try file("err", Data())
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
    return Run(
      status: process.terminationStatus, output: try text("out"), errors: try text("err"))
  }
}
