/// What comparing the two sides of an exchange says.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  case match
  /// Differs where it may.
  case tolerated
  /// One side cannot tell yet; judged again when both can.
  case pending
  case mismatch
  /// Consensus-critical: the two engines disagree about a block.
  case divergence
  case v4Error
  case v5Error
  case bothErrors
  /// The comparison itself failed.
  case comparatorError

  /// Whether nobody needs to look.
  var isExpected: Bool {
    switch self {
    case .match, .tolerated, .pending: true
    case .mismatch, .divergence, .v4Error, .v5Error, .bothErrors, .comparatorError: false
    }
  }

  /// Whether the two bodies are kept for a person to look at.
  var isWorthKeeping: Bool {
    switch self {
    case .mismatch, .divergence, .comparatorError: true
    case .match, .tolerated, .pending, .v4Error, .v5Error, .bothErrors: false
    }
  }
}

/// A verdict with its reasons.
public struct Judgement: Sendable, Hashable {
  public var verdict: Verdict
  /// Each difference as `path: v4 … v5 …`; texts of engines are not quoted in full.
  public var differences: [String]

  public init(_ verdict: Verdict, _ differences: [String] = []) {
    self.verdict = verdict
    self.differences = differences
  }
}
