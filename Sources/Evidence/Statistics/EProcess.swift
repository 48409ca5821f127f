import Glibc

/// A mixture of e-processes, in logarithms, in its plain form and in its CUSUM form.
///
/// Each component is multiplied, window by window, by a factor whose mean is at most 1 as long as
/// nothing is wrong. The plain form E then exceeds c at any time with a probability of at most 1/c;
/// the CUSUM form W, which never starts a window from below 1, takes c windows on average to a false
/// alarm at c, and no good history keeps it from seeing a late fault.
struct EProcess: Codable, Sendable, Hashable {
  private static let bound = 1e12
  private var logProducts: [Double]
  private var logSums: [Double]

  init(components: Int) {
    logProducts = [Double](repeating: 0, count: components)
    logSums = logProducts
  }

  /// ln E.
  var logEvidence: Double { Self.logMean(logProducts) }
  /// ln W.
  var logWealth: Double { Self.logMean(logSums) }

  /// Takes in one window's factor of each component; what is no number counts as 1.
  mutating func multiply(_ logFactors: [Double]) {
    for (index, factor) in zip(logProducts.indices, logFactors) where factor.isFinite {
      logProducts[index] = Self.bounded(logProducts[index] + factor)
    }
    for (index, factor) in zip(logSums.indices, logFactors) where factor.isFinite {
      logSums[index] = Self.bounded(max(logSums[index], 0) + factor)
    }
  }

  /// Begins the CUSUM form anew, which can only make it less suspicious.
  mutating func restartWealth() {
    logSums = [Double](repeating: 0, count: logSums.count)
  }

  private static func bounded(_ value: Double) -> Double { min(max(value, -bound), bound) }

  static func logMean(_ logs: [Double]) -> Double {
    guard let largest = logs.max() else { return 0 }
    let sum = logs.reduce(0) { $0 + exp($1 - largest) }
    return largest + log(sum / Double(logs.count))
  }
}
