/// The dialect in which a slot driver calls its engine.
public enum CallerDialect: String, CaseIterable, Sendable {
  /// V2 for everything; nothing of Cancun can be said.
  case v4
  /// V3 where a Deneb structure is carried, and for forkchoiceUpdated without attributes.
  case v5
}
