import Foundation

/// A bar as wide as the terminal has room for, with the words that say the same behind it.
struct ProgressBar {
  private static let widest = 30

  /// 0 … 1.
  let fraction: Double

  /// - Parameter columns: what there is room for; below eight a bar says nothing and is left out.
  func text(columns: Int) -> String {
    let width = min(Self.widest, columns)
    guard width >= 8 else { return "" }
    let inside = width - 2
    let whole = Int((min(max(fraction, 0), 1) * Double(inside)).rounded(.down))
    let bar = String(repeating: "#", count: whole) + String(repeating: ".", count: inside - whole)
    return "[" + bar + "] "
  }
}

/// How wide a person's terminal is.
enum TerminalWidth {
  private static let standard = 80

  /// Columns of standard output; nil where no person watches it.
  static var ofStandardOutput: Int? { Output.isTerminal ? columns : nil }

  /// Columns of standard output, or what the environment says of them.
  private static var columns: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? standard
  }

  /// A line cut to that many columns; what colours it takes none.
  static func cut(_ line: String, to columns: Int) -> String {
    var shown = 0
    var isColour = false
    var cut = ""
    for character in line {
      if character == "\u{1b}" { isColour = true }
      if isColour {
        cut.append(character)
        if character == "m" { isColour = false }
        continue
      }
      if shown == columns - 1 { return cut + "…\u{1b}[0m" }
      cut.append(character)
      shown += 1
    }
    return cut
  }
}
