import Migration
import Yams

/// The values of a configuration: the YAML file, overridden by environment variables.
struct ConfigurationSource {
  struct Value {
    var texts: [String]
    var isList: Bool
    var line: Int?
  }

  private(set) var values: [String: Value] = [:]
  private(set) var problems: [ConfigurationProblem] = []

  init(yaml: String, environment: [String: String]) {
    read(yaml)
    for key in ConfigurationKey.all {
      guard let text = environment[key.environmentVariable] else { continue }
      let isList = key.kind == .list
      let texts = isList ? text.split(separator: ",").map(String.init) : [text]
      values[key.path] = Value(texts: texts, isList: isList, line: nil)
    }
  }

  private mutating func read(_ yaml: String) {
    if let line = YAMLGuard.firstUnsupportedLine(yaml) {
      let reason = "is nested too deep, or has an anchor or an alias: neither is taken"
      return note("file", line, reason)
    }
    do {
      guard let root = try Yams.compose(yaml: yaml) else { return }
      collect(root, path: "")
    } catch let error as YamlError {
      note("file", nil, "is no YAML: \(error)")
    } catch {
      note("file", nil, "is no YAML: \(error)")
    }
  }

  private mutating func collect(_ node: Node, path: String) {
    switch node {
    case .mapping(let mapping):
      if ConfigurationKey.all.contains(where: { $0.path == path }) {
        return note(path, node.mark?.line, "is a section, expected a value")
      }
      for (name, value) in mapping {
        let member = path.isEmpty ? name.string ?? "?" : "\(path).\(name.string ?? "?")"
        collect(value, path: member)
      }
    case .sequence(let sequence):
      let texts = sequence.compactMap(\.scalar?.string)
      keep(Value(texts: texts, isList: true, line: node.mark?.line), path)
    case .scalar(let scalar):
      keep(Value(texts: [scalar.string], isList: false, line: node.mark?.line), path)
    case .alias:
      note(path, node.mark?.line, "is an alias, which is not supported here")
    }
  }

  private mutating func keep(_ value: Value, _ path: String) {
    guard ConfigurationKey.all.contains(where: { $0.path == path }) else {
      return note(path, value.line, "is no key of this file" + Self.suggestion(for: path))
    }
    values[path] = value
  }

  private mutating func note(_ path: String, _ line: Int?, _ reason: String) {
    problems.append(ConfigurationProblem(path: path, line: line, reason: reason))
  }

  /// Names a known key that differs in case only, or that ends alike.
  private static func suggestion(for path: String) -> String {
    let last = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let close = ConfigurationKey.all.first {
      $0.path.lowercased() == path.lowercased() || $0.path.lowercased().hasSuffix("." + last)
    }
    return close.map { "; did you mean \($0.path)?" } ?? ""
  }
}
