/// A setting that cannot be taken.
public struct SettingProblem: Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "\(path) \(reason)" }
}

/// Why settings were refused, all of them: none was changed.
public struct SettingProblems: Error, Sendable, Hashable, CustomStringConvertible {
  public let problems: [SettingProblem]

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
