import Evidence

extension PlanOutline {
  /// The plan's lines, as `plan show` prints them.
  public var lines: [String] {
    let origin = isObserved ? "observed" : "estimated; none were observed"
    let methods = SampledMethod.allCases.map { "\($0.rawValue) \(Self.short(rates.rate($0)))" }
    var lines = [
      "Plan:  \(name)",
      "Calls: \(Self.short(rates.total)) a minute, \(origin) (\(methods.joined(separator: ", ")))",
      "",
    ]
    lines += Self.table([Self.heading] + stages.map(row))
    lines += [
      "", "Total: \(minimumTime) at least, \(predicted.map(Self.text) ?? "never") predicted",
    ]
    lines[lines.count - 1] += "; then \(standby) of standby until finalize"
    lines += ["", "Calls of v5 without a failure that certify a bound on its failure rate:"]
    lines += Self.table(
      [["BOUND", "CALLS", "TIME"]]
        + certify.map { row in
          [
            PlannedRate(row.bound).planText, row.calls.map(String.init) ?? "none",
            row.time.map(Self.text) ?? "never",
          ]
        })
    for waiver in Set(stages.flatMap(\.waivers)).sorted(by: Self.order) {
      let names = stages.filter { $0.waivers.contains(waiver) }.map(\.name)
      lines.append(
        "Waived: \(waiver.what) in \(names.joined(separator: ", ")) (\(waiver.reason))")
    }
    return lines
  }

  private static func order(_ left: PlannedWaiver, _ right: PlannedWaiver) -> Bool {
    (left.what, left.reason) < (right.what, right.reason)
  }

  private static let heading = [
    "STAGE", "MODE", "STEPS", "AT LEAST", "OPERATIONS", "CLEAN CALLS", "APPROVALS", "PREDICTED",
    "WAITS FOR",
  ]

  private func row(_ stage: StageOutline) -> [String] {
    let isMoving = stage.kind != .complete
    return [
      stage.name, stage.mode.description, stage.kind == .gradual ? "\(stage.steps.count)" : "-",
      stage.minimumTime.description, isMoving ? "\(stage.minimumOperations)" : "-",
      isMoving ? stage.certifiedCalls.map(String.init) ?? "none" : "-",
      isMoving ? "\(stage.approvals)" : "finalize",
      stage.predicted.map(Self.text) ?? "never", stage.bottleneck.rawValue,
    ]
  }

  /// Rows with aligned columns, two blanks between them and none at the end.
  private static func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        guard column < row.count - 1 else { break }
        line += String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      return line
    }
  }

  /// A time to the minute where it takes hours.
  private static func text(_ time: PlannedDuration) -> String {
    guard time >= .hours(1) else { return time.description }
    return PlannedDuration(milliseconds: (time.milliseconds + 59_999) / 60_000 * 60_000).description
  }

  private static func short(_ value: Double) -> String {
    let tenths = Int(min(value * 10, 1e15).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
