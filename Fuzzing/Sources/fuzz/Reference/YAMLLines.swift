/// The lines of a YAML text.
enum YAMLLines {
  /// As many as there may be: a break before the text's end is behind its last line too.
  static func count(_ text: String) -> Int {
    text.unicodeScalars.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) } + 2
  }
}
