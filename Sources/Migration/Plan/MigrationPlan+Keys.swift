import Yams

/// Reading and changing single keys, as `get` and `set` do.
extension MigrationPlan {
  /// Each value by its path, `stages[1].share` or `health.interval` for example, in file order.
  public var values: [(path: String, value: String)] {
    guard let root = try? Yams.compose(yaml: yaml) else { return [] }
    return Self.values(root, "")
  }

  /// The value at a path, or nil where the plan has none.
  public func value(at path: String) -> String? {
    values.first { $0.path == path }?.value
  }

  /// The plan with one value changed, and everything that is then wrong with it.
  ///
  /// A value that is a list is written as the file writes it: `[a, b]`.
  public func setting(
    _ path: String, to text: String
  ) -> (plan: MigrationPlan?, problems: [PlanProblem]) {
    let known = values.map(\.path)
    guard known.contains(path) else {
      let nearest = NearestKey.suggestion(for: path, among: known)
      let hint = nearest.map { "; did you mean \($0)?" } ?? ""
      return (nil, [PlanProblem(path: path, line: nil, reason: "is no key of the plan" + hint)])
    }
    guard text.utf8.count <= 4_096, var root = try? Yams.compose(yaml: yaml) else {
      return (nil, [PlanProblem(path: path, line: nil, reason: "is too long")])
    }
    let isList = text.hasPrefix("[") && text.hasSuffix("]")
    let value =
      isList && YAMLGuard.firstUnsupportedLine(text) == nil ? try? Yams.compose(yaml: text) : nil
    Self.set(&root, path, "", value ?? Node(text))
    guard let changed = try? Yams.serialize(node: root) else {
      return (nil, [PlanProblem(path: path, line: nil, reason: "cannot be written")])
    }
    let (plan, problems) = Self.validate(changed)
    // The lines are those of a file that nobody has.
    return (plan, problems.map { PlanProblem(path: $0.path, line: nil, reason: $0.reason) })
  }

  private static func values(_ node: Node, _ path: String) -> [(path: String, value: String)] {
    switch node {
    case .scalar(let scalar): return [(path, scalar.string)]
    case .alias: return []
    case .mapping(let mapping):
      return mapping.flatMap { key, value in
        values(value, PlanReading.path(path, key.string ?? ""))
      }
    case .sequence(let sequence):
      guard sequence.contains(where: { $0.scalar == nil }) else {
        return [(path, "[" + sequence.compactMap(\.string).joined(separator: ", ") + "]")]
      }
      return sequence.enumerated().flatMap { values($1, "\(path)[\($0)]") }
    }
  }

  private static func set(_ node: inout Node, _ path: String, _ place: String, _ value: Node) {
    if place == path {
      node = value
      return
    }
    switch node {
    case .scalar, .alias: return
    case .mapping(var mapping):
      for key in mapping.keys {
        let member = PlanReading.path(place, key.string ?? "")
        guard path.hasPrefix(member), var inner = mapping[key] else { continue }
        set(&inner, path, member, value)
        mapping[key] = inner
      }
      node = .mapping(mapping)
    case .sequence(var sequence):
      for index in sequence.indices where path.hasPrefix("\(place)[\(index)]") {
        set(&sequence[index], path, "\(place)[\(index)]", value)
      }
      node = .sequence(sequence)
    }
  }
}
