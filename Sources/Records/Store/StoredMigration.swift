/// All that a controller restarts from.
public struct StoredMigration: Hashable, Sendable {
  /// The migration that was saved last.
  public let record: MigrationRecord
  /// Whether the controller before this one ended without `markCleanlyStopped`.
  public let wasUnclean: Bool
  public let lastTransition: Numbered<TransitionRecord>?

  public init(
    record: MigrationRecord, wasUnclean: Bool, lastTransition: Numbered<TransitionRecord>?
  ) {
    self.record = record
    self.wasUnclean = wasUnclean
    self.lastTransition = lastTransition
  }
}
