public import EthereumPrimitives

/// What became of a block that was committed and is not INVALID.
public enum CommitOutcome: Hashable, Sendable {
  /// It is VALID and the head.
  case head(Hash32)
  /// The engine lacks an ancestor and is syncing toward the block; the node's head is as before.
  case syncing(Hash32)
  /// The engine keeps the block on a side chain without having executed it; the node's head is as
  /// before.
  case accepted(Hash32)
}
