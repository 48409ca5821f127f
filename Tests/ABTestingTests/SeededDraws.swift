import TestKit

/// A repeatable generator that may be handed to another isolation.
struct SeededDraws: RandomNumberGenerator, Sendable {
  private var seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  mutating func next() -> UInt64 {
    var generator = SeededGenerator(seed: seed)
    seed = generator.next()
    return seed
  }
}
