/// Why a plan cannot be started: v4 could not follow the chain to its end.
public enum HorizonRefusal: Error, Hashable, Sendable {
  /// The fork begins while the plan is under way, so that the way back would close.
  case straddles(fork: KnownFork, start: PlannedInstant, end: PlannedInstant)
  /// The fork has begun: v4 cannot express what the chain is made of.
  case alreadyPast(fork: KnownFork, start: PlannedInstant)
}

extension HorizonRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .straddles(let fork, let start, let end):
      "\(fork.name) begins at \(fork.activation), while the plan runs (\(start) to \(end) at "
        + "least): v4 cannot express it, so from then on there is no way back"
    case .alreadyPast(let fork, let start):
      "\(fork.name) has begun at \(fork.activation), before \(start): v4 cannot express the chain"
    }
  }
}
