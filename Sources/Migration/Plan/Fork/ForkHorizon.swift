/// The forks that v4 cannot express, and whether a plan would run into one.
public struct ForkHorizon: Codable, Hashable, Sendable {
  /// The known forks by their activation, the expressible ones included.
  public private(set) var forks: [KnownFork]

  public init(forks: [KnownFork] = []) {
    self.forks = []
    for fork in forks { learn(fork) }
  }

  /// Takes in what an engine says of a fork, which is believed before the configuration.
  public mutating func learn(_ fork: KnownFork) {
    forks.removeAll { $0.name == fork.name }
    forks.append(fork)
    forks.sort { ($0.activation, $0.name) < ($1.activation, $1.name) }
  }

  /// The first fork that v4 cannot express, if one is known.
  public var first: KnownFork? { forks.first { !$0.isExpressible } }

  /// Whether v4 cannot express the chain any more.
  public func isPast(at instant: PlannedInstant) -> Bool {
    first.map { $0.activation <= instant } ?? false
  }

  /// Why a plan of that length must not start at an instant, or nil where it may.
  public func refusal(start: PlannedInstant, length: PlannedDuration) -> HorizonRefusal? {
    guard let first else { return nil }
    if first.activation <= start { return .alreadyPast(fork: first, start: start) }
    let end = start + length
    return first.activation <= end
      ? .straddles(fork: first, start: start, end: end) : nil
  }
}
