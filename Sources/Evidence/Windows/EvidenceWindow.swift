public import ABTesting

/// The sufficient statistics of the exchanges between two instants: all that judging needs.
///
/// Persisted, it can be judged again under other rules.
public struct EvidenceWindow: Codable, Sendable, Hashable {
  /// Seconds on a monotonic clock.
  public var start: Double
  /// Seconds on a monotonic clock.
  public var end: Double
  /// Whether the clock jumped or the machine slept within it, so that it says nothing.
  public var isDiscarded = false
  /// v5's share in basis points at the end.
  public var share = 0
  public var exchanges = 0
  /// The exchanges in which v5 ought to have been heard, as follower or as authority.
  public var expectedV5Calls = 0
  public var v4: [SampledMethod: MethodCounts] = [:]
  public var v5: [SampledMethod: MethodCounts] = [:]
  public var pairs = PairedCounts()
  public var comparisons: [SampledComparison: Int] = [:]
  /// The comparisons that were due and not made.
  public var droppedComparisons = 0
  public var coverage = CoverageCounts()
  /// The units drawn by the hash, in the order in which shares were in force.
  public var assigned: [AssignedUnits] = []
  /// The units that were seen on both arms.
  public var crossedUnits = 0

  public init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }

  /// The length in seconds, 0 where the ends make no sense.
  public var seconds: Double {
    let length = end - start
    return length.isFinite ? max(0, length) : 0
  }

  public func methods(_ arm: Arm) -> [SampledMethod: MethodCounts] {
    switch arm {
    case .v4: v4
    case .v5: v5
    }
  }

  /// An arm's exchanges and those without an answer.
  public func failures(_ arm: Arm) -> EventCounts {
    methods(arm).values.reduce(into: EventCounts()) { $0.merge($1.failures) }
  }

  /// An arm's exchanges and those that took longer than they may.
  public func deadlineMisses(_ arm: Arm) -> EventCounts {
    methods(arm).values.reduce(into: EventCounts()) { $0.merge($1.deadlineMisses) }
  }

  /// The comparisons that say something, and those that found a difference that may not be.
  public var mismatches: EventCounts {
    let decisive = SampledComparison.allCases.filter(\.isDecisive).reduce(0) {
      $0.saturatingAdd(max(0, comparisons[$1] ?? 0))
    }
    let found = max(0, comparisons[.major] ?? 0).saturatingAdd(max(0, comparisons[.critical] ?? 0))
    return EventCounts(trials: decisive, events: found)
  }

  /// The comparisons that were due, and those that say nothing because they were not made or broke.
  public var lostComparisons: EventCounts {
    let lost = max(0, droppedComparisons)
      .saturatingAdd(max(0, comparisons[.comparatorError] ?? 0))
    let made = max(0, comparisons[.incomparable] ?? 0).saturatingAdd(mismatches.trials)
    return EventCounts(trials: lost.saturatingAdd(made), events: lost)
  }

  /// Takes in another window, as if both had been one.
  public mutating func merge(_ other: EvidenceWindow) {
    (start, end) = (min(start, other.start), max(end, other.end))
    isDiscarded = isDiscarded || other.isDiscarded
    share = other.share
    exchanges = exchanges.saturatingAdd(other.exchanges)
    expectedV5Calls = expectedV5Calls.saturatingAdd(other.expectedV5Calls)
    v4.merge(other.v4) { $0.merged($1) }
    v5.merge(other.v5) { $0.merged($1) }
    pairs.merge(other.pairs)
    comparisons.merge(other.comparisons) { $0.saturatingAdd($1) }
    droppedComparisons = droppedComparisons.saturatingAdd(other.droppedComparisons)
    coverage.merge(other.coverage)
    for units in other.assigned {
      if assigned.last?.share == units.share {
        assigned[assigned.count - 1].merge(units)
      } else {
        assigned.append(units)
      }
    }
    crossedUnits = crossedUnits.saturatingAdd(other.crossedUnits)
  }
}
