/// A state without its figures; a finalized migration is a kind of its own.
public enum MigrationStateKind: String, Codable, CaseIterable, Hashable, Sendable {
  case preMigration
  case testing
  case canary
  case gradual
  case complete
  case finalized
  case rolledBack

  /// Whether the migration is under way or complete, so that v5 is asked and the way back matters.
  public var isRunning: Bool {
    switch self {
    case .testing, .canary, .gradual, .complete: true
    case .preMigration, .finalized, .rolledBack: false
    }
  }

  /// Whether there is a stage to advance from.
  public var isAdvancing: Bool {
    switch self {
    case .testing, .canary, .gradual: true
    case .preMigration, .complete, .finalized, .rolledBack: false
    }
  }
}
