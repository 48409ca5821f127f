import EngineTypes

/// The dialect in which a slot driver calls its engine.
public enum CallerDialect: String, CaseIterable, Sendable {
  /// V2 for everything; nothing of Cancun can be said.
  case v4
  /// V3 where a Deneb structure is carried, and for forkchoiceUpdated without attributes.
  case v5

  /// The newest fork whose structures it has words for.
  var newestFork: ExecutionFork {
    switch self {
    case .v4: .shanghai
    case .v5: .cancun
    }
  }
}
