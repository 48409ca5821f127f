/// What a stage of a plan does.
public enum StageKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// v4 answers, v5 gets every operation, and the answers are compared strictly.
  case parallel
  /// v5 answers a small share.
  case canary
  /// v5's share grows by steps to a target, which is then watched.
  case gradual
  /// v5 answers everything; v4 stands by until `finalize`.
  case complete
}

extension StageKind: PlanValue {}
