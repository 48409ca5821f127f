import Glibc

/// Whether, of the pairs that only one arm failed, more were failed by v5: McNemar's test by betting.
struct PairedTest: Codable, Sendable, Hashable {
  static let stakes = [0.25, 0.5, 1, 1.5, 1.9]

  private(set) var process = EProcess(components: stakes.count)

  /// Takes in a window's pairs that only one arm failed.
  mutating func add(onlyV4Failed: Int, onlyV5Failed: Int) {
    process.multiply(
      Self.stakes.map {
        Self.logFactor(onlyV4Failed: onlyV4Failed, onlyV5Failed: onlyV5Failed, stake: $0)
      })
  }

  /// Without pairs the wealth would stay for ever; a success has to be able to heal.
  mutating func restartWealth() { process.restartWealth() }

  static func logFactor(onlyV4Failed: Int, onlyV5Failed: Int, stake: Double) -> Double {
    Double(max(0, onlyV5Failed)) * log(1 + stake / 2)
      + Double(max(0, onlyV4Failed)) * log(1 - stake / 2)
  }
}
