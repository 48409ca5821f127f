import Glibc

/// Whether an event is more frequent on v5 than a budget allows, whatever v4 does.
struct OneSampleTest: Codable, Sendable, Hashable {
  static let multiples = [2.0, 4, 10, 50, 180]
  private static let ceiling = 0.95

  private(set) var process = EProcess(components: multiples.count)

  /// Takes in a window's exchanges; a budget that is no share below the ceiling decides nothing.
  mutating func add(_ counts: EventCounts, budget: Double) {
    process.multiply(Self.multiples.map { Self.logFactor(counts, budget: budget, multiple: $0) })
  }

  /// The logarithm of a window's factor for a rate `multiple` times the budget.
  static func logFactor(_ counts: EventCounts, budget: Double, multiple: Double) -> Double {
    let raised = min(budget * multiple, ceiling)
    guard budget > 0, raised > budget else { return 0 }
    return Double(counts.events) * log(raised / budget)
      + Double(counts.others) * log((1 - raised) / (1 - budget))
  }
}
