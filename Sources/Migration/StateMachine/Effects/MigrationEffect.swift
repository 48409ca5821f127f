/// One thing that the machine's owner has to do.
public enum MigrationEffect: Hashable, Sendable {
  /// Write the machine's standing, this transition and an audit entry in one transaction, durably,
  /// before the next effect where a `setMode` follows.
  case persist(MigrationTransition)
  /// Store the route: one atomic word.
  case setMode(PlannedMode)
  /// Leave the marker that says that the migration is final even where the store is unreadable.
  case markFinalized(migration: String)
  /// Forget all evidence: an attempt has its own.
  case resetEvidence(attempt: Int)
  /// Judge by the stage's rules from here on.
  case beginStage(StageBeginning)
  /// Ask the hooks; their answer goes to `hooksPassed` or `hooksVetoed`.
  case askHooks(PendingAdvance)
  /// Run the hooks of a moment, whose answers change nothing.
  case runHooks(PlannedHook.Moment, stage: String)
  /// Verify that v4 answers, is level and makes the next slot, within the time.
  case verifyRollback(within: PlannedDuration)
  case notify(MigrationNotice)
}
