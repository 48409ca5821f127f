/// Why a migration is to be rolled back.
public struct RollbackCause: Codable, Hashable, Sendable {
  /// What asked for it.
  public enum Trigger: String, Codable, CaseIterable, Hashable, Sendable {
    case divergence
    case consecutiveFailures
    case evidence
    case missingEvidence
    case health
    case `operator`
    case panic

    /// Whether nobody asked for it, so that a lock-out follows.
    public var isAutomatic: Bool {
      switch self {
      case .divergence, .consecutiveFailures, .evidence, .missingEvidence, .health: true
      case .operator, .panic: false
      }
    }
  }

  public var trigger: Trigger
  /// Value, comparator, threshold and evidence in one line.
  public var reason: String

  public init(_ trigger: Trigger, _ reason: String) {
    self.trigger = trigger
    self.reason = reason
  }
}
