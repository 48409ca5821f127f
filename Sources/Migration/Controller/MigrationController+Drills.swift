import ABTesting
import Evidence
import Records

/// Drills: the real way to v5 and back, timed.
extension MigrationController {
  /// The outcome of a drill that went all the way.
  public static let passed = "passed"

  /// Begins a drill; it goes on by itself with the caller's operations.
  ///
  /// - Throws: what stands in its way.
  public func beginDrill(who: String) async throws(MigrationError) {
    try await handle(.beginDrill(who: who))
    drill = DrillRun(who: who, began: surfaces.clock.uptime())
  }

  func advanceDrill(_ sample: ExchangeSample, now: Double) async {
    guard drill != nil else { return }
    noteV5Authority(now: now)
    let isAnswered = (sample.authority == .v5 ? sample.v5 : sample.v4)?.outcome.isAnswer == true
    guard isAnswered,
      drill?.served(
        by: sample.authority == .v5, newPayload: sample.method == .newPayload,
        forkchoice: sample.method == .forkchoiceUpdated) == true
    else { return }
    if drill?.switched == nil { await turn(now: now) } else { await finish(now: now) }
  }

  private func noteV5Authority(now: Double) {
    if drill?.onV5 == nil, machine.standing.drill == .onV5,
      condition.mode == PlannedMode.v5Primary.description
    {
      drill?.onV5 = now
    }
  }

  /// v5 has served a block: back to v4, as a rollback would.
  private func turn(now: Double) async {
    drill?.proven = now
    drill?.decided = surfaces.clock.uptime()
    await note(.turnDrill)
    drill?.switched = surfaces.clock.uptime()
    condition = await surfaces.route.condition()
    if condition.v5.waiting == 0 { drill?.drained = surfaces.clock.uptime() }
    drill?.beginPhase()
  }

  private func finish(now: Double) async {
    if drill?.drained == nil { drill?.drained = now }
    drill?.verified = now
    await note(.endDrill(failure: nil))
    await flush()
    drill?.persisted = surfaces.clock.uptime()
    await close(Self.passed)
  }

  func watchDrill(now: Double) async {
    guard let run = drill else { return }
    noteV5Authority(now: now)
    if run.switched != nil, run.drained == nil, condition.v5.waiting == 0 { drill?.drained = now }
    if machine.standing.drill == nil, candidate == nil {
      return await close("broken off: \(machine.standing.state)")
    }
    guard now - run.began > plan.drills.limit.seconds else { return }
    let phase = run.switched == nil ? "v5 did not serve a block" : "v4 did not serve a block"
    withdrawCandidate()
    await note(.endDrill(failure: "\(phase) within \(plan.drills.limit)"))
    await close("failed: \(phase) within \(plan.drills.limit)")
  }

  /// Says once a day that a drill is overdue: an untried way back is none.
  func watchDue(wall: Int64) {
    guard machine.standing.kind.isRunning else { return }
    if due.since == nil { due.since = wall }
    guard let elapsed = due.tell(plan.drills, at: wall) else { return }
    surfaces.tell(
      MigrationNotice(
        .drillOverdue, .warning,
        "\(name): no drill has passed for \(elapsed), due every \(plan.drills.interval): run"
          + " `lighthouse-compat drill run`",
        key: "drillOverdue"))
  }

  private func close(_ outcome: String) async {
    guard let run = drill else { return }
    drill = nil
    let report = DrillReport(run, outcome: outcome, end: surfaces.clock.uptime())
    lastDrill = report
    if outcome == Self.passed { due = DrillDue(since: surfaces.clock.wall()) }
    let record = DrillRecord(
      migration: plan.name, attempt: machine.standing.attempt, form: "live", outcome: outcome,
      durationMilliseconds: Int64(report.total), moment: surfaces.clock.moment,
      document: StandingDocument.text(report))
    journal.append(Journal.Entry(change: StoredChange(drill: record), token: nil))
    journal.wake()
  }
}
