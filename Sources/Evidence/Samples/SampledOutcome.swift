/// What became of one arm's part in an exchange.
public enum SampledOutcome: String, Codable, CaseIterable, Sendable, Hashable {
  case ok
  /// An error that is an answer: -38001 … -38006 or -32602.
  case rejected
  /// No answer that could be used: transport, time-out, internal error, garbage.
  case failed

  /// Whether the arm answered.
  public var isAnswer: Bool {
    switch self {
    case .ok, .rejected: true
    case .failed: false
    }
  }
}
