public import EthereumPrimitives

/// How a slot ended.
public enum SlotOutcome: Hashable, Sendable {
  /// Its block became the head.
  case head(Hash32)
  case missed(MissedSlot)
}
