import TestKit

/// Decides what happens to each request; the same seed and requests give the same decisions.
package struct FaultPlan: Sendable {
  private var rules: [FaultRule] = []
  private var generator: SeededGenerator
  /// Requests that were hit.
  package private(set) var hits = 0

  package init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// Puts rules in the place of those that were; the first one that hits a request counts.
  package mutating func set(_ rules: [FaultRule]) { self.rules = rules }

  /// What cuts off every connection now.
  package var partition: WireFault? { rules.lazy.compactMap(\.partition).first }

  /// The fault that hits a request, or nil.
  package mutating func take(method: String) -> WireFault? {
    for index in rules.indices where method.hasPrefix(rules[index].method) {
      guard rules[index].count != 0 else { continue }
      // Drawn in any case, so that later decisions do not depend on the rule's probability.
      let isHit = Double.random(in: 0..<1, using: &generator) < rules[index].probability
      guard isHit else { continue }
      if let count = rules[index].count { rules[index].count = count - 1 }
      hits += 1
      return rules[index].fault
    }
    return nil
  }

  /// A number up to `bound` more or less than nothing.
  mutating func jitter(_ bound: Int) -> Int {
    bound == 0 ? 0 : Int.random(in: -bound...bound, using: &generator)
  }
}
