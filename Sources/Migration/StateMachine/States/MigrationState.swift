/// Where a migration stands: the ticket's states.
public enum MigrationState: Codable, Hashable, Sendable {
  case preMigration
  /// Both sides run and are compared; started at milliseconds since 1970, progress 0 … 1.
  case testing(startedAt: Int64, progress: Double)
  case canary(percentage: PlannedShare)
  /// v5's share grows by `step` until `target`, which is then watched.
  case gradual(current: PlannedShare, target: PlannedShare, step: PlannedShare)
  /// v5 answers everything; v4 stands by until the migration is finalized.
  case complete
  case rolledBack(reason: String)

  public var kind: MigrationStateKind {
    switch self {
    case .preMigration: .preMigration
    case .testing: .testing
    case .canary: .canary
    case .gradual: .gradual
    case .complete: .complete
    case .rolledBack: .rolledBack
    }
  }

  /// The mode that the state stands for, leaving holds, drills and finality out.
  ///
  /// `complete` keeps both sides in `v5Primary`, so that the way back stays warm and watched; only
  /// `finalize` leads to `v5Only`, where the ticket's sketch goes at once.
  public func mode(_ destination: RollbackRules.Destination) -> PlannedMode {
    switch self {
    case .preMigration: .v4Only
    case .testing: .parallel
    case .canary(let percentage): .canary(percentage)
    case .gradual(let current, _, _): PlannedMode(.gradual, share: current)
    case .complete: .v5Primary
    case .rolledBack: destination == .parallel ? .parallel : .v4Only
    }
  }
}

extension MigrationState: CustomStringConvertible {
  public var description: String {
    switch self {
    case .preMigration: "PreMigration"
    case .testing(_, let progress):
      "Testing(\(Int((min(max(0, progress), 1) * 100).rounded(.down)))%)"
    case .canary(let percentage): "Canary(\(percentage))"
    case .gradual(let current, let target, let step):
      "Gradual(\(current) of \(target) in steps of \(step))"
    case .complete: "Complete"
    case .rolledBack(let reason): "RolledBack(\(reason))"
    }
  }
}
