import ArgumentParser
import Foundation

/// What a data verb reads: a file or standard input, whole or line by line.
enum InputFile {
  static func documents(_ path: String?, lines: Bool) throws -> [Data] {
    let data = try read(path)
    guard lines else { return [data] }
    return data.split(separator: UInt8(ascii: "\n"))
      .filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 } }
  }

  private static func read(_ path: String?) throws -> Data {
    guard let path, path != "-" else {
      return (try? FileHandle.standardInput.readToEnd()) ?? Data()
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      Output.note("cannot read \(path)")
      throw ExitCode(2)
    }
    return data
  }
}
