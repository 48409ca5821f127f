import EngineRPC
import Foundation

/// What a verb prints: results on standard output, everything else on standard error.
enum Output {
  static func line(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  static func json(_ value: JSONValue) {
    line(value.text)
  }

  static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Whether a person watches standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes over the current line of a terminal.
  static func overwrite(_ text: String) {
    FileHandle.standardOutput.write(Data(("\r\u{1b}[K" + text).utf8))
  }
}
