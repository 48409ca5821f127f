import Glibc

/// The evidence that one arm fails more often than the other: a mixture of two-sample e-processes.
///
/// For each window a prediction is made from the windows before it. Whatever the common failure rate
/// of the arms is, and though it be another one in every window, a window's factor has a mean of at
/// most 1; so it has where the suspect fails less often.
struct OneSidedEvidence: Sendable, Hashable {
  /// By how much the suspect might fail more often; each has a process of its own.
  static let grid = [0.01, 0.03, 0.10, 0.30, 0.90]
  private static let ceiling = 0.99

  private var referenceFailures = 0
  private var referenceRequests = 0
  private var logProducts = [Double](repeating: 0, count: grid.count)

  /// The logarithm of the evidence: the mean of the processes.
  var logEvidence: Double {
    let largest = logProducts.reduce(-.infinity, max)
    let sum = logProducts.reduce(0) { $0 + exp($1 - largest) }
    return largest + log(sum / Double(Self.grid.count))
  }

  /// Takes in one window in which both arms had requests.
  mutating func add(reference: SuccessCounts, suspect: SuccessCounts) {
    let base = (Double(referenceFailures) + 0.5) / (Double(referenceRequests) + 50)
    let requests = Double(reference.requests + suspect.requests)
    for (index, step) in Self.grid.enumerated() {
      let raised = min(base + step, Self.ceiling)
      guard raised > base else { continue }
      let common =
        (Double(reference.requests) * base + Double(suspect.requests) * raised) / requests
      logProducts[index] +=
        Self.logRatio(reference, base, common) + Self.logRatio(suspect, raised, common)
    }
    referenceFailures += reference.failures
    referenceRequests += reference.requests
  }

  private static func logRatio(
    _ counts: SuccessCounts, _ rate: Double, _ common: Double
  ) -> Double {
    Double(counts.failures) * log(rate / common)
      + Double(counts.successes) * log((1 - rate) / (1 - common))
  }
}
