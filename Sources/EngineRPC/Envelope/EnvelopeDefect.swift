/// What makes a message ambiguous or unreadable for whoever routes it.
public enum EnvelopeDefect: Error, Hashable, Sendable {
  /// No JSON, or cut off.
  case malformed(position: Int, expected: String)
  case tooDeep(limit: Int)
  /// A routed-on member that comes twice: parsers differ in which of them counts.
  case duplicateMember(String)
  /// A routed-on member in another spelling, which some engines accept and others ignore.
  case misspelledMember(String)
  /// A member name written with escapes where names are routed on.
  case escapedMemberName
  /// More text behind the first value.
  case trailingValue
  /// A routed-on value longer than any that is valid.
  case oversizedValue(String)
}

extension EnvelopeDefect: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let position, let expected):
      "malformed JSON at byte \(position), expected \(expected)"
    case .tooDeep(let limit): "JSON nested deeper than \(limit) levels"
    case .duplicateMember(let name): "member '\(name)' appears twice"
    case .misspelledMember(let name): "member '\(name)' differs from the specification in case"
    case .escapedMemberName: "member name written with escapes"
    case .trailingValue: "more than one JSON value in the body"
    case .oversizedValue(let name): "value of '\(name)' is too long"
    }
  }
}
