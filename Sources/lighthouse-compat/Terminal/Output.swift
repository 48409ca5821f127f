import EngineRPC
import Foundation

/// What a verb prints: results on standard output, everything else on standard error.
enum Output {
  static func line(_ text: String) {
    write(text + "\n", to: .standardOutput)
  }

  static func json(_ value: JSONValue) {
    line(value.text)
  }

  /// Says something beside the output; of what others wrote a terminal obeys nothing.
  static func note(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    write(lines.map { printable(String($0)) }.joined(separator: "\n") + "\n", to: .standardError)
  }

  /// Whether a person watches standard output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Writes over the current line of a terminal.
  static func overwrite(_ text: String) {
    let columns = TerminalWidth.ofStandardOutput ?? .max
    write("\r\u{1b}[K" + TerminalWidth.cut(text, to: columns), to: .standardOutput)
  }

  /// Whoever reads may have gone, as `head` does: that is no reason to end, least of all to crash.
  private static func write(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
