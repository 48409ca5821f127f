import Evidence
public import Migration

/// A migration's report as lines for people.
public enum MigrationText {
  public static func lines(_ report: MigrationReport) -> [String] {
    var lines = [
      "migration  \(report.name), attempt \(report.attempt)",
      "state      \(report.state), step \(report.step) of \(report.steps) (\(report.stage)),"
        + " \(seconds(report.stepElapsed)) of at least \(report.minimumTime)",
      "mode       \(report.mode)"
        + (report.mode == report.plannedMode.description || !report.kind.isRunning
          ? "" : "; the plan asks for \(report.plannedMode)")
        + share(report),
      "way back   \(wayBack(report.wayBack))",
    ]
    if let pause = report.pause { lines.append("paused     by \(pause.who): \(pause.reason)") }
    if let drill = report.drill {
      lines.append("drill      \(drill.rawValue)")
    } else if report.isDrillOverdue, let since = report.sinceDrill {
      lines.append("drill      overdue, \(since) since the last: `lighthouse-compat drill run`")
    }
    lines += report.holds.map { "hold       \($0)" }
    if report.lockOut.isActive {
      lines.append(
        "lock-out   \(seconds(report.lockOut.remaining)) left of \(report.lockOut.length)"
          + " after \(report.lockOut.rollbacks) rollback(s)")
    }
    if let verification = report.verification {
      let took = verification.took.map { " after \(fixed($0)) s" } ?? ""
      lines.append("verified   \(verification.outcome.rawValue)\(took)")
    }
    lines += evidence(report)
    if report.kind.isAdvancing {
      let waits = report.blockers.filter { !$0.hasPrefix("hold: ") }
      lines += waits.map { "waits for  \($0)" }
      if report.blockers.isEmpty { lines.append("waits for  nothing: about to advance") }
    }
    if report.unsaved > 0 {
      lines.append(
        "unsaved    \(report.unsaved == 1 ? "1 change waits" : "\(report.unsaved) changes wait") for the disk"
      )
    }
    if let last = report.transitions.last {
      lines.append("last       \(last.from) → \(last.to): \(last.reason)")
    }
    return lines
  }

  private static func share(_ report: MigrationReport) -> String {
    guard let actual = report.actualShare, report.kind.isRunning else { return "" }
    return "; v5 set \(report.plannedMode.share), answered \(percent(actual)) so far"
  }

  private static func seconds(_ duration: PlannedDuration) -> PlannedDuration {
    PlannedDuration(milliseconds: duration.milliseconds / 1_000 * 1_000)
  }

  private static func percent(_ basisPoints: Int) -> String {
    let cents = basisPoints % 100
    return "\(basisPoints / 100).\(cents < 10 ? "0" : "")\(cents)%"
  }

  private static func fixed(_ seconds: Double) -> String {
    "\((seconds * 1_000).rounded() / 1_000)"
  }

  private static func wayBack(_ wayBack: Migration.WayBack) -> String {
    switch wayBack {
    case .open: "open"
    case .unhealthy(let reason): "shut for now: \(reason)"
    case .closed(let reason): "closed: \(reason)"
    }
  }

  private static func evidence(_ report: MigrationReport) -> [String] {
    guard let judgement = report.judgement else { return [] }
    return [
      "evidence   \(judgement.verdict.rawValue) after \(judgement.windows) windows,"
        + " \(report.operations) exchanges of v5 in this stage"
    ]
      + judgement.readings.filter { $0.enforcement > .off }.map {
        "  \(mark($0.verdict)) \($0.description)"
      }
  }

  private static func mark(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .pass: "ok  "
    case .fail: "FAIL"
    case .inconclusive: "?   "
    case .noData: "-   "
    }
  }
}
