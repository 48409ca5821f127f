/// The runs by fault and stage.
struct ResultTable {
  private static let headings = [
    "FAULT", "STAGE", "RUNS", "VIOLATIONS", "MISSED", "CONTROL", "EXCESS", "FIRST BLOCK",
    "LEVEL AGAIN", "FALLBACKS", "WRONG",
  ]
  private let results: [RunResult]

  init(_ results: [RunResult]) {
    self.results = results
  }

  var lines: [String] {
    var rows = [Self.headings]
    for fault in ChaosFault.allCases {
      for stage in ChaosStage.allCases {
        let here = results.filter { $0.scenario.fault == fault && $0.scenario.stage == stage }
        if !here.isEmpty { rows.append(row(fault.rawValue, stage.rawValue, here)) }
      }
    }
    rows.append(row("all", "all", results))
    let widths = Self.headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) }
        .joined(separator: "  ")
    }
  }

  private func row(_ fault: String, _ stage: String, _ runs: [RunResult]) -> [String] {
    // A control is run only where something was missed.
    let control = runs.reduce(0) { $0 + ($1.controlMissed?.count ?? 0) }
    return [
      fault, stage, "\(runs.count)", "\(runs.reduce(0) { $0 + $1.violations.count })",
      "\(runs.reduce(0) { $0 + $1.missed.count })", "\(control)",
      "\(runs.reduce(0) { $0 + $1.excess.count })",
      Self.times(runs.compactMap(\.recoveredAfter), runs.compactMap(\.recoveredSlots)),
      Self.times(runs.compactMap(\.levelAfter), runs.compactMap(\.levelSlots)),
      "\(runs.reduce(0) { $0 + $1.substitutions })", "\(runs.count { !$0.isGood })",
    ]
  }

  /// Median and worst: milliseconds, and slots.
  private static func times(_ durations: [Duration], _ slots: [Int]) -> String {
    let durations = durations.sorted()
    let slots = slots.sorted()
    guard let worst = durations.last, let mostSlots = slots.last else { return "-" }
    let median = durations[durations.count / 2]
    return "\(milliseconds(median)) / \(milliseconds(worst)) ms,"
      + " \(slots[slots.count / 2]) / \(mostSlots) slots"
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    Int((duration / .milliseconds(1)).rounded())
  }
}
