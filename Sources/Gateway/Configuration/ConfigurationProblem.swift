/// Something wrong with the configuration, and where.
public struct ConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The key's path, or the file's name.
  public let path: String
  /// Where in the file, counted from 1; nil for a key that is absent or comes from elsewhere.
  public let line: Int?
  public let reason: String

  public init(path: String, line: Int?, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  public var description: String {
    line.map { "\(path) (line \($0)): \(reason)" } ?? "\(path): \(reason)"
  }
}

/// Everything that is wrong with a configuration.
public struct ConfigurationProblems: Error, Sendable, Hashable, CustomStringConvertible {
  public let problems: [ConfigurationProblem]

  public init(problems: [ConfigurationProblem]) {
    self.problems = problems
  }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
