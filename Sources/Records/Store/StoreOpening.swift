/// What opening a store came to: an unreadable one is a case to go on from, not an error.
public enum StoreOpening: Sendable {
  /// The store, and what it holds of a migration.
  case opened(any RecordStore, restored: StoredMigration?)
  /// Nothing can be read: the authority is v4, or v5 where the migration is finalized (S9).
  case unreadable(UnreadableStore)
}
