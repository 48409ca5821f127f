import Evidence
import Migration
import Observability
import Synchronization

/// Tells what a migration is at: its state, what holds it, its evidence, rollbacks and drills.
final class MigrationMetrics: Sendable {
  private struct Seen {
    var stages: Set<String> = []
    var holds: Set<String> = []
    /// The moments of the transitions that have been counted, with what they were.
    var counted: [MigrationTransition] = []
  }

  private let sink: MetricSink
  private let seen = Mutex(Seen())

  init(_ sink: MetricSink) {
    self.sink = sink
    // The first rollback is seen to add one.
    for trigger in RollbackCause.Trigger.allCases {
      sink.total(.migrationRollbacks, 0, ["trigger": trigger.rawValue])
    }
  }

  /// - Parameter tickedAt: when the controller looked at the clock last, in seconds since 1970.
  func tell(_ report: MigrationReport, tickedAt: Double) {
    sink.set(.lastTick, tickedAt)
    sink.set(.migrationInfo, 1, ["migration": report.name])
    sink.state(
      .migrationState, "state", report.kind.rawValue,
      of: MigrationStateKind.allCases.map(\.rawValue))
    sink.set(.migrationAttempt, Double(report.attempt))
    sink.set(.migrationStep, Double(report.step))
    sink.set(.migrationStages, Double(report.steps))
    sink.set(.migrationStepElapsed, report.stepElapsed.seconds)
    sink.set(.migrationStepMinimum, report.minimumTime.seconds)
    sink.set(.migrationOperations, Double(report.operations))
    sink.set(.migrationWaitsForPerson, report.isWaitingForPerson ? 1 : 0)
    sink.set(.migrationApprovals, Double(report.approvals.count))
    sink.set(.unsaved, Double(report.unsaved))
    sink.set(.shareActual, Double(report.actualShare ?? 0) / 10_000)
    let stages = seen.withLock { seen in
      seen.stages.insert(report.stage)
      return seen.stages
    }
    sink.state(.migrationStage, "stage", report.stage, of: stages)
    tellHolds(report.holds)
    countTransitions(report.transitions)
    for reading in report.judgement?.readings ?? [] { tell(reading) }
    tellRollback(report.rollbackTiming)
    tellDrills(report)
  }

  private func tellHolds(_ holds: [Hold]) {
    let present = Dictionary(holds.map { ("\($0.reason)", $0) }) { first, _ in first }
    let known = seen.withLock { seen in
      seen.holds.formUnion(present.keys)
      return seen.holds
    }
    for reason in known {
      let hold = present[reason]
      sink.set(.migrationHold, hold == nil ? 0 : 1, ["reason": reason])
      sink.set(.migrationHeld, hold?.age.seconds ?? 0, ["reason": reason])
    }
  }

  /// The report tells the last ones only, and each of them once.
  private func countTransitions(_ transitions: [MigrationTransition]) {
    let new = seen.withLock { seen in
      let new = transitions.filter { !seen.counted.contains($0) }
      seen.counted = transitions
      return new
    }
    for transition in new where transition.from != transition.to {
      sink.count(
        .migrationTransitions,
        ["from": transition.from.kind.rawValue, "to": transition.to.kind.rawValue])
    }
    for transition in new
    where transition.to.kind == .rolledBack && transition.from.kind != .rolledBack {
      let trigger = transition.reason.prefix { $0 != ":" }
      let known = RollbackCause.Trigger(rawValue: String(trigger))?.rawValue ?? "other"
      sink.count(.migrationRollbacks, ["trigger": known])
    }
  }

  private func tell(_ reading: SignalReading) {
    let name = reading.detector.rawValue
    sink.state(
      .detectorVerdict, "verdict", reading.verdict.rawValue,
      of: EvidenceVerdict.allCases.map(\.rawValue), beside: ["detector": name])
    guard let wealth = reading.wealth else { return }
    sink.set(.evidence, wealth, ["detector": name])
    sink.set(.evidenceThreshold, reading.failWealth, ["detector": name])
  }

  private func tellRollback(_ timing: RollbackTiming?) {
    guard let timing else { return }
    sink.set(.rollbackPhase, timing.switched, ["phase": "switch"])
    if let verified = timing.verified { sink.set(.rollbackPhase, verified, ["phase": "verify"]) }
    if let persisted = timing.persisted {
      sink.set(.rollbackPhase, persisted, ["phase": "persist"])
    }
  }

  private func tellDrills(_ report: MigrationReport) {
    sink.set(.drillOverdue, report.isDrillOverdue ? 1 : 0)
    if let age = report.sinceDrill { sink.set(.drillAge, age.seconds) }
    guard let drill = report.lastDrill else { return }
    for (phase, milliseconds) in [
      ("detect", drill.detect), ("decide", drill.decide), ("switch", drill.switch),
      ("drain", drill.drain), ("verify", drill.verify), ("persist", drill.persist),
      ("total", drill.total),
    ] {
      sink.set(.drillPhase, milliseconds / 1_000, ["phase": phase])
    }
  }
}
