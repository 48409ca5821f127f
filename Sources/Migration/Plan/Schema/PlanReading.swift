import Yams

/// Reads a plan's file against its sections' keys and gathers everything that is wrong.
struct PlanReading {
  /// As many problems as are told; the rest of a file that is no plan says nothing new.
  static let limit = 200

  private(set) var problems: [PlanProblem] = []
  /// The lines of the keys that were read, by path.
  private(set) var lines: [String: Int] = [:]

  mutating func note(_ path: String, _ line: Int?, _ reason: String) {
    guard problems.count < Self.limit else { return }
    problems.append(PlanProblem(path: path.isEmpty ? "plan" : path, line: line, reason: reason))
  }

  /// Notes a problem at a key by its path, or at the nearest section that stands in the file.
  mutating func note(_ path: String, _ reason: String) {
    var place = Substring(path)
    while lines[String(place)] == nil, let end = place.lastIndex(where: { $0 == "." || $0 == "[" })
    {
      place = place[..<end]
    }
    note(path, lines[String(place)], reason)
  }

  mutating func read<Section: PlanSection>(
    _ node: Node, into section: inout Section, at path: String
  ) {
    lines[path] = node.mark?.line
    guard case .mapping(let mapping) = node else {
      return note(path, node.mark?.line, "is \(Self.name(node)), expected a section of keys")
    }
    let fields = Section.fields(for: section)
    var seen: Set<String> = []
    for (name, value) in mapping {
      guard let key = name.scalar?.string else {
        note(path, name.mark?.line, "a key is \(Self.name(name)), expected a word")
        continue
      }
      let member = Self.path(path, key)
      seen.insert(key)
      guard let field = fields.first(where: { $0.key == key }) else {
        note(member, name.mark?.line, Self.unknown(key, among: fields.map(\.key)))
        continue
      }
      lines[member] = name.mark?.line
      field.read(value, member, &section, &self)
    }
    for field in fields where field.isRequired && !seen.contains(field.key) {
      note(Self.path(path, field.key), node.mark?.line, "is missing: \(field.meaning)")
    }
  }

  mutating func value<Value: PlanValue>(_ node: Node, _ path: String) -> Value? {
    guard case .scalar(let scalar) = node else {
      note(path, node.mark?.line, "is \(Self.name(node)), expected \(Value.expected)")
      return nil
    }
    if let value = Value(planText: scalar.string) { return value }
    let text = scalar.string.isEmpty ? "empty" : "\"\(Self.clip(scalar.string))\""
    note(path, node.mark?.line, "is \(text), expected \(Value.expected)")
    return nil
  }

  mutating func list(_ node: Node, _ path: String, limit: Int) -> [Node]? {
    guard case .sequence(let sequence) = node else {
      note(path, node.mark?.line, "is \(Self.name(node)), expected a list")
      return nil
    }
    guard sequence.count <= limit else {
      note(path, node.mark?.line, "has \(sequence.count) entries, expected at most \(limit)")
      return nil
    }
    return Array(sequence)
  }

  static func path(_ path: String, _ key: String) -> String {
    path.isEmpty ? clip(key) : "\(path).\(clip(key))"
  }

  /// A text as messages quote it: short and without control characters.
  static func clip(_ text: String) -> String {
    let clean = text.prefix(60).map { character in
      character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? " " : character
    }
    return String(clean) + (text.count > 60 ? "…" : "")
  }

  private static func unknown(_ key: String, among known: [String]) -> String {
    guard let nearest = NearestKey.suggestion(for: key, among: known) else {
      return "is no key here; known are " + known.joined(separator: ", ")
    }
    return "is no key here; did you mean \(nearest)?"
  }

  private static func name(_ node: Node) -> String {
    switch node {
    case .mapping: "a section"
    case .sequence: "a list"
    case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "a value"
    case .alias: "an alias"
    }
  }
}
