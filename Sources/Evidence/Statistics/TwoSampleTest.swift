import Glibc

/// Whether an event is more frequent on v5 than on v4: the exact two-sample e-process.
///
/// Each window's prediction is made from the windows before it. Its factor has a mean of at most 1
/// whatever the common rate is, though it be another one in every window, and where v5's is lower.
struct TwoSampleTest: Codable, Sendable, Hashable {
  /// What is known of v4's rate beforehand, and by how much v5's might be higher.
  enum Prior: String, Codable, Sendable {
    /// A failure in a hundred.
    case rare
    /// Being above the 99th percentile.
    case beyondP99
    /// Being above the median.
    case beyondP50

    var rate: Double {
      switch self {
      case .rare, .beyondP99: 0.01
      case .beyondP50: 0.5
      }
    }

    var steps: [Double] {
      switch self {
      case .rare: [0.01, 0.03, 0.10, 0.30, 0.90]
      case .beyondP99, .beyondP50: [0.05, 0.1, 0.2, 0.4]
      }
    }
  }

  static let priorTrials = 50.0
  private static let ceiling = 0.99

  let prior: Prior
  private(set) var process: EProcess
  private var referenceTrials = 0.0
  private var referenceEvents = 0.0

  init(_ prior: Prior) {
    self.prior = prior
    process = EProcess(components: prior.steps.count)
  }

  /// What v4's rate is predicted to be.
  var base: Double {
    (referenceEvents + prior.rate * Self.priorTrials) / (referenceTrials + Self.priorTrials)
  }

  /// Takes in a window; one in which an arm is missing decides nothing.
  mutating func add(v4: EventCounts, v5: EventCounts) {
    if v4.trials > 0, v5.trials > 0 {
      let base = base
      process.multiply(
        prior.steps.map {
          Self.logFactor(v4: v4, v5: v5, base: base, raised: min(base + $0, Self.ceiling))
        })
    }
    referenceTrials += Double(v4.trials)
    referenceEvents += Double(v4.events)
  }

  /// The logarithm of one window's factor, for v4 at `base` and v5 at `raised`; 0 where either is
  /// no rate to predict with.
  static func logFactor(
    v4: EventCounts, v5: EventCounts, base: Double, raised: Double
  ) -> Double {
    guard v4.trials > 0, v5.trials > 0, base > 0, raised > base, raised < 1 else { return 0 }
    let (n4, n5) = (Double(v4.trials), Double(v5.trials))
    let common = (n4 * base + n5 * raised) / (n4 + n5)
    return logRatio(v4, base, common) + logRatio(v5, raised, common)
  }

  private static func logRatio(_ counts: EventCounts, _ rate: Double, _ common: Double) -> Double {
    Double(counts.events) * log(rate / common)
      + Double(counts.others) * log((1 - rate) / (1 - common))
  }
}
