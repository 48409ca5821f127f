import Foundation

/// Colours for a terminal: beside words that say the same, never in their place.
struct Paint {
  enum Colour: String {
    case good = "32"
    case warning = "33"
    case bad = "31"
    case strong = "1"
  }

  let isOn: Bool

  /// On where a person watches, unless the environment says `NO_COLOR`.
  static var standard: Paint {
    let environment = ProcessInfo.processInfo.environment
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return Paint(isOn: Output.isTerminal && !isPlain && environment["TERM"] != "dumb")
  }

  func callAsFunction(_ text: String, _ colour: Colour) -> String {
    isOn ? "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m" : text
  }
}
