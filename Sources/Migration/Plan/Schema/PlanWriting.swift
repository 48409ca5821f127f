/// Writes a plan's sections as YAML with a comment at each key.
struct PlanWriting {
  private(set) var lines: [String] = []
  private var explained: Set<String> = []
  private var prefix = ""

  var text: String { lines.joined(separator: "\n") + "\n" }

  mutating func write<Section: PlanSection>(_ section: Section) {
    for field in Section.fields(for: section) { field.write(section, &self) }
  }

  /// Writes a comment above a key, once for each meaning.
  mutating func explain(_ meaning: String) {
    guard explained.insert(meaning).inserted else { return }
    // A list's first key carries the dash, which a comment must not come between.
    let indent = prefix.replacingOccurrences(of: "-")
    for line in Self.wrap(meaning, to: 96 - indent.count) { lines.append("\(indent)# \(line)") }
  }

  mutating func line(_ text: String) {
    lines.append(prefix + text)
    prefix = prefix.replacingOccurrences(of: "-")
  }

  /// Writes what stands one level deeper, as a list's entry or as a section.
  mutating func indented(asEntry: Bool = false, _ body: (inout PlanWriting) -> Void) {
    let outer = prefix
    prefix = outer.replacingOccurrences(of: "-") + (asEntry ? "  - " : "  ")
    body(&self)
    prefix = outer.replacingOccurrences(of: "-")
  }

  /// A scalar as YAML takes it: plain where that is safe, else in double quotes.
  static func scalar(_ text: String) -> String {
    let plain = /[A-Za-z0-9][A-Za-z0-9._%+\/-]*/
    let reserved: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    if text.wholeMatch(of: plain) != nil, !reserved.contains(text.lowercased()) { return text }
    if text == "true" || text == "false" { return text }
    let escaped = text.flatMap { character -> String in
      character == "\"" || character == "\\" ? "\\\(character)" : String(character)
    }
    return "\"\(String(escaped))\""
  }

  private static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension String {
  /// The text with each occurrence of a character as a blank.
  fileprivate func replacingOccurrences(of character: Character) -> String {
    String(map { $0 == character ? " " : $0 })
  }
}
