/// Reads typed values and collects what is wrong with them, all of it.
struct ConfigurationReader {
  private let source: ConfigurationSource
  private(set) var problems: [ConfigurationProblem]

  init(_ source: ConfigurationSource) {
    self.source = source
    problems = source.problems
  }

  func has(_ path: String) -> Bool { source.values[path] != nil }

  mutating func text(_ path: String) -> String? {
    guard let value = source.values[path] else { return standard(path) }
    guard !value.isList, let text = value.texts.first, !text.isEmpty else {
      note(path, "is empty or a list, expected text")
      return standard(path)
    }
    return text
  }

  mutating func list(_ path: String) -> [String]? {
    guard let value = source.values[path] else { return standard(path).map { [$0] } }
    return value.texts
  }

  mutating func integer(_ path: String, in range: ClosedRange<Int>) -> Int {
    let fallback = standard(path).flatMap(Int.init) ?? range.lowerBound
    guard let text = text(path) else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      note(
        path,
        "is '\(text)', expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      return fallback
    }
    return number
  }

  mutating func number(_ path: String, in range: ClosedRange<Double>) -> Double {
    let fallback = standard(path).flatMap(Double.init) ?? range.lowerBound
    guard let text = text(path) else { return fallback }
    guard let number = Double(text), range.contains(number) else {
      note(path, "is '\(text)', expected a number from \(range.lowerBound) to \(range.upperBound)")
      return fallback
    }
    return number
  }

  /// Every value in force, as text, with the standard where the key is absent.
  var texts: [String: String] {
    ConfigurationKey.all.reduce(into: [:]) { texts, key in
      texts[key.path] = source.values[key.path]?.texts.joined(separator: ",") ?? key.standard
    }
  }

  /// Reads text by a function that says what is wrong with it.
  mutating func value<Value>(_ path: String, _ read: (String) throws -> Value) -> Value? {
    guard let text = text(path) else { return nil }
    do {
      return try read(text)
    } catch {
      note(path, "\(error)")
      return nil
    }
  }

  mutating func required(_ path: String) {
    if !has(path) { note(path, "is missing") }
  }

  mutating func note(_ path: String, _ reason: String) {
    problems.append(
      ConfigurationProblem(path: path, line: source.values[path]?.line, reason: reason))
  }

  private func standard(_ path: String) -> String? {
    ConfigurationKey.all.first { $0.path == path }?.standard
  }
}
