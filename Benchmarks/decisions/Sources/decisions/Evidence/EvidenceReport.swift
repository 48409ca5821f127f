import Evidence
import Foundation

/// The detectors' table for people or as JSON for programs.
struct EvidenceReport {
  let options: EvidenceOptions
  let outcomes: [EvidenceOutcome]

  private struct Row: Encodable {
    let routing, fault: String
    let found, trials: Int
    let medianWindows, p95Windows, limit: Int?
    let detectors: [String: Int]
  }

  private struct Health: Encodable {
    let routing: String
    let windows, heldWindows, passed: Int
    let medianWindowsToPass: Int?
    let falseRollbacksAllowedPerDetector: Double
    let falseRollbacks: [String: Int]
  }

  private struct Document: Encodable {
    let seeds: Int
    let firstSeed: UInt64
    let windows: Int
    let rows: [Row]
    let healthy: [Health]
    let faults: [String]
  }

  var faults: [String] { outcomes.flatMap(\.faults) }

  func json() throws -> String {
    let rows = outcomes.flatMap { outcome in
      EvidenceFault.allCases.map { fault in
        Row(
          routing: "\(outcome.routing)", fault: "\(fault)", found: outcome.found(fault),
          trials: outcome.trials, medianWindows: outcome.median(fault),
          p95Windows: outcome.percentile95(fault), limit: fault.limit(outcome.routing),
          detectors: Dictionary(
            uniqueKeysWithValues: outcome.detectors(fault).map { ($0.0.rawValue, $0.1) }))
      }
    }
    let healthy = outcomes.map { outcome in
      Health(
        routing: "\(outcome.routing)", windows: outcome.healthyWindows,
        heldWindows: outcome.heldWindows, passed: outcome.passed,
        medianWindowsToPass: outcome.medianPass,
        falseRollbacksAllowedPerDetector: outcome.allowedAlarms,
        falseRollbacks: Dictionary(
          uniqueKeysWithValues: DetectorName.allCases.map {
            ($0.rawValue, outcome.falseAlarms[$0] ?? 0)
          }))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(
      decoding: try encoder.encode(
        Document(
          seeds: options.seeds, firstSeed: options.seed, windows: options.windows, rows: rows,
          healthy: healthy, faults: faults)), as: UTF8.self)
  }

  func table() -> String {
    let last = options.seed &+ UInt64(options.seeds - 1)
    return
      ([
        "Faults of v5 after \(options.windows) healthy windows of"
          + " \(EvidenceTraffic.exchangesPerWindow) exchanges; seeds \(options.seed) … \(last);"
          + " delays in windows"
      ] + outcomes.flatMap(lines) + faults.map { "FAULT: \($0)" }).joined(separator: "\n")
  }

  private func lines(_ outcome: EvidenceOutcome) -> [String] {
    let heading = [
      "", "\(outcome.routing)", row("fault", "found", "median", "limit", "p95", "found by"),
    ]
    let faults = EvidenceFault.allCases.map { fault in
      guard let limit = fault.limit(outcome.routing) else {
        return row("\(fault)", "-", "-", "-", "-", "(nothing is compared)")
      }
      return row(
        "\(fault)", "\(outcome.found(fault))", outcome.median(fault).map(String.init) ?? "-",
        "\(limit)", outcome.percentile95(fault).map(String.init) ?? "-",
        outcome.detectors(fault).map { "\($0.0.rawValue) \($0.1)" }.joined(separator: ", "))
    }
    let alarms = DetectorName.allCases.map { "\($0.rawValue) \(outcome.falseAlarms[$0] ?? 0)" }
    return heading + faults + [
      "healthy: \(outcome.healthyWindows) windows, held in \(outcome.heldWindows); passed by"
        + " \(outcome.passed) of \(outcome.trials), the median after"
        + " \(outcome.medianPass.map(String.init) ?? "-") windows",
      "false rollbacks, at most \(String(format: "%.1f", outcome.allowedAlarms)) each: "
        + alarms.joined(separator: ", "),
    ]
  }

  private func row(
    _ fault: String, _ found: String, _ median: String, _ limit: String, _ p95: String,
    _ detectors: String
  ) -> String {
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return "  " + fault + String(repeating: " ", count: max(0, 14 - fault.count))
      + right(found, 6) + right(median, 8) + right(limit, 7) + right(p95, 7) + "  " + detectors
  }
}
