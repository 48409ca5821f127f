/// A repeatable generator (SplitMix64).
struct Generator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Begins a stream of its own for each test of a seed.
  init(seed: UInt64, truth: Int, test: Int) {
    state = seed
    state = next() ^ UInt64(truth)
    state = next() ^ UInt64(test)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// A number from 0 to below 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
