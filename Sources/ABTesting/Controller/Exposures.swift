/// The units that a test has assigned, each counted once, in bounded memory.
///
/// A unit is known by its hash. Two units with one hash have one bucket too, so that the second one
/// goes uncounted biases nothing; neither does counting no more of them at the limit.
struct Exposures: Sendable {
  static let limit = 65_536

  private(set) var check = SampleRatioCheck()
  /// The units seen on both arms, as a changed share makes them.
  private(set) var crossovers = 0
  /// The calls by units beyond the limit.
  private(set) var uncounted = 0
  private var arms: [UInt32: Seen] = [:]

  private struct Seen: OptionSet {
    let rawValue: UInt8
    static let v4 = Seen(rawValue: 1)
    static let v5 = Seen(rawValue: 2)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ arm: Arm) {
      switch arm {
      case .v4: self = .v4
      case .v5: self = .v5
      }
    }
  }

  /// Counts the first assignment of a sticky unit.
  mutating func count(_ hash: UInt32, _ arm: Arm, share: Int) {
    guard let seen = arms[hash] else { return countNew(hash, arm, share: share) }
    guard !seen.contains(Seen(arm)) else { return }
    arms[hash] = [.v4, .v5]
    crossovers += 1
  }

  /// Counts a call that was drawn: a unit of its own.
  mutating func countDraw(_ arm: Arm, share: Int) {
    check.count(arm, share: share)
  }

  private mutating func countNew(_ hash: UInt32, _ arm: Arm, share: Int) {
    guard arms.count < Self.limit else {
      uncounted += 1
      return
    }
    arms[hash] = Seen(arm)
    check.count(arm, share: share)
  }
}
