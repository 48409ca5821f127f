import Foundation

/// The outcomes as a table for people or as JSON for programs.
struct Report {
  let options: Options
  let outcomes: [Outcome]

  private struct Row: Encodable {
    let v4SuccessRate, v5SuccessRate: Double
    let v5ShareBasisPoints: Int
    let coverage, naiveCoverage, decided: Double
    let medianRequestsToDecision: Int?
    let naiveEverRejected, naiveRejectedAtEnd, sampleRatioAlarms: Double
  }

  private struct Document: Encodable {
    let tests, requests: Int
    let seed: UInt64
    let confidence: Double
    let truths: [Row]
    let faults: [String]
  }

  var faults: [String] { outcomes.flatMap(\.faults) }

  func json() throws -> String {
    let rows = outcomes.map { outcome in
      Row(
        v4SuccessRate: outcome.truth.v4, v5SuccessRate: outcome.truth.v5,
        v5ShareBasisPoints: outcome.truth.share, coverage: outcome.coverage,
        naiveCoverage: outcome.share(outcome.naiveCovered),
        decided: outcome.share(outcome.decided),
        medianRequestsToDecision: outcome.medianToDecision,
        naiveEverRejected: outcome.share(outcome.naiveEverRejected),
        naiveRejectedAtEnd: outcome.share(outcome.naiveRejectedAtEnd),
        sampleRatioAlarms: outcome.share(outcome.sampleRatioAlarms))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let document = Document(
      tests: options.tests, requests: options.requests, seed: options.seed, confidence: 0.95,
      truths: rows, faults: faults)
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  func table() -> String {
    let heading = """
      \(options.tests) tests of \(options.requests) requests for each truth, looked at after every \
      request; seed \(options.seed)

                           the true difference stays   the arms are called different
                           within the 95 % interval    always-valid     z-test
         v4     v5  on v5  always-valid     naive      p < .05 (median) at any look   at the end
      """
    let truths = outcomes.map(row)
    return
      ([heading] + truths + [
        "",
        "Where both arms are equal, calling them different is a false alarm; elsewhere it is power.",
        "The naive figures are looked at from \(SimulatedTest.naiveFrom) requests on each arm.",
        "The sample ratio, which was right, alarmed in \(alarms) of \(options.tests * outcomes.count)"
          + " tests.",
      ] + faults.map { "FAULT: \($0)" }).joined(separator: "\n")
  }

  private var alarms: Int { outcomes.reduce(0) { $0 + $1.sampleRatioAlarms } }

  private func row(_ outcome: Outcome) -> String {
    let truth = outcome.truth
    let median = outcome.medianToDecision.map { "(\($0))" } ?? "(-)"
    return [
      String(format: "%7.3f", truth.v4), String(format: "%7.3f", truth.v5),
      String(format: "%5d %%", truth.share / 100), percent(outcome.coverage, 11),
      percent(outcome.share(outcome.naiveCovered), 10), percent(outcome.share(outcome.decided), 12),
      String(repeating: " ", count: max(0, 7 - median.count)) + median,
      percent(outcome.share(outcome.naiveEverRejected), 10),
      percent(outcome.share(outcome.naiveRejectedAtEnd), 12),
    ].joined()
  }

  private func percent(_ share: Double, _ width: Int) -> String {
    let text = String(format: "%.2f", share * 100)
    return String(repeating: " ", count: max(0, width - text.count)) + text + " %"
  }
}
