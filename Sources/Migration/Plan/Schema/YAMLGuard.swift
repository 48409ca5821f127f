/// Finds what makes a small YAML file large or deep before a parser sees it.
enum YAMLGuard {
  private static let depth = 64

  /// The first line with an anchor, an alias, or nesting beyond what a plan has; nil without one.
  ///
  /// A line is looked at roughly: what stands in quotes or behind a comment sign is left out.
  static func firstUnsupportedLine(_ yaml: String) -> Int? {
    var brackets = 0
    for (index, line) in yaml.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var quote: Character?
      var previous: Character = " "
      var openings = 0
      for character in line {
        if let open = quote {
          if character == open { quote = nil }
        } else if character == "#", previous == " " {
          break
        } else if character == "\"" || character == "'" {
          quote = character
        } else if character == "[" || character == "{" {
          brackets += 1
        } else if character == "]" || character == "}" {
          brackets = max(0, brackets - 1)
        } else if character == "&" || character == "*", " :-[{,".contains(previous) {
          return index + 1
        } else if character == "-" || character == "?" || character == ":" {
          openings += 1
        }
        if brackets > depth || openings > 4 * depth { return index + 1 }
        previous = character
      }
      if line.prefix(while: { $0 == " " }).count > 2 * depth { return index + 1 }
    }
    return nil
  }
}
