/// Finds what makes a small YAML file large or deep before a parser sees it.
public enum YAMLGuard {
  private static let depth = 64

  /// The first line with an anchor, an alias, or nesting beyond what a plan or a configuration has;
  /// nil without one.
  ///
  /// A line is looked at roughly: what stands in quotes or behind a comment sign is left out.
  /// Quotes may be other than they look, so that an alias is refused wherever its anchor stands.
  public static func firstUnsupportedLine(_ yaml: String) -> Int? {
    var brackets = 0
    let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd)
    for (index, line) in lines.enumerated() {
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
    return firstRepetition(yaml)
  }

  private static func isLineEnd(_ character: Character) -> Bool {
    switch character {
    case "\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  /// The first line with what looks like an alias of what looks like an anchor.
  ///
  /// A few lines of them stand for billions of values.
  private static func firstRepetition(_ yaml: String) -> Int? {
    let anchors = Set(names(behind: UInt8(ascii: "&"), in: yaml).map(\.name))
    return names(behind: UInt8(ascii: "*"), in: yaml).first { anchors.contains($0.name) }?.line
  }

  private static func names(
    behind sign: UInt8, in yaml: String
  ) -> [(name: Substring, line: Int)] {
    var names: [(Substring, Int)] = []
    var line = 1
    for index in yaml.utf8.indices {
      if yaml.utf8[index] == UInt8(ascii: "\n") { line += 1 }
      guard yaml.utf8[index] == sign else { continue }
      let name = yaml.utf8[index...].dropFirst().prefix(while: isOfName)
      if !name.isEmpty { names.append((Substring(name), line)) }
    }
    return names
  }

  /// Whether a byte may stand in an anchor's name.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
