/// What is wrong with rules.
public enum EvidenceError: Error, Hashable, Sendable {
  /// A number has to lie within the two.
  case outOfRange(rule: String, actual: Double, lowest: Double, highest: Double)
  /// The rollback threshold has to be above the warning's.
  case thresholdsReversed(warn: Double, rollback: Double)
}

extension EvidenceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfRange(let rule, let actual, let lowest, let highest):
      "\(rule) is \(actual); it has to be \(lowest) to \(highest)"
    case .thresholdsReversed(let warn, let rollback):
      "rollbackWealth is \(rollback); it has to be above warnWealth, \(warn)"
    }
  }
}
