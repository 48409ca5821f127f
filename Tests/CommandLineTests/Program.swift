import ChildPrograms
import EngineRPC
import Foundation
import Glibc
import TestKit

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

  enum ProgramError: Error {
    case ended(String)
  }

  static func run(_ arguments: [String], input: Data = Data()) throws -> Run {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files rather than pipes: whatever the sizes, nobody waits for anybody.
    func file(_ name: String, _ data: Data) throws -> Descriptor {
      let file = folder.appending(path: name)
      try data.write(to: file)
      guard let open = Descriptor.open(file.path, O_RDWR) else {
        throw ProgramStart.Failure(code: errno)
      }
      return open
    }
    let program = try ProgramStart(
      [BuiltProgram.named("lighthouse-compat").path] + arguments,
      environment: ProcessInfo.processInfo.environment,
      input: file("in", input), output: file("out", Data()), errors: file("err", Data()))()
    program.reap()
    guard case .exited(let status)? = program.ending else {
      throw ProgramError.ended("\(String(describing: program.ending))")
    }
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
    return Run(
      status: status, output: try text("out"), errors: try text("err"))
  }
}
