/// A setting that has become another one.
public struct SettingChange: Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let before: String
  public let after: String

  public var description: String { "\(path): \(before) → \(after)" }
}

/// What reading the configuration again came to.
public struct ReloadReport: Sendable, Hashable {
  public var changes: [SettingChange]
  /// Keys whose new value waits for a restart.
  public var needsRestart: [String]
}
