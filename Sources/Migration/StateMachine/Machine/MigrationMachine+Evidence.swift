import Evidence

/// What the evidence and the clock say.
extension MigrationMachine {
  /// Takes in what a window came to: rolls back, holds, or advances on a pass.
  public mutating func evidence(
    _ evidence: StageEvidence, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.evidence)
    (standing.evidence, standing.evidenceAge) = (evidence, .zero)
    // Less than before was counted anew: evidence that a crash has lost.
    standing.operationsBefore = min(standing.operationsBefore, max(0, evidence.operations))
    // The way back first: nothing is written before it is applied.
    if let cause = evidence.rollback {
      let effects = roll(cause, who: nil, .evidence, at: time)
      return standing.kind.isRunning ? effects + follow(evidence.holds, at: time) : effects
    }
    return follow(evidence.holds, at: time) + refreshMissing(.evidence, at: time)
      + advanceIfReady(.evidence, at: time)
  }

  /// Lets time pass while the controller runs; everything that has a deadline is looked at.
  public mutating func elapse(_ duration: PlannedDuration, at time: Int64) -> MigrationEffects {
    guard duration > .zero else { return .none }
    standing.evidenceAge = standing.evidenceAge + duration
    let isHealthy = !standing.holds.contains(where: \.isCritical)
    standing.lockOut.elapse(duration, isHealthy: isHealthy, plan.rollback)
    if standing.kind.isRunning, standing.drill == nil,
      !standing.holds.contains(where: \.reason.stopsClock)
    {
      standing.stageElapsed = standing.stageElapsed + duration
      standing.stepElapsed = standing.stepElapsed + duration
    }
    var effects = ageHolds(duration, at: time) + agePending(duration, at: time)
    effects = effects + refreshMissing(.elapse, at: time) + advanceIfReady(.elapse, at: time)
    updateProgress()
    return effects
  }

  private mutating func agePending(
    _ duration: PlannedDuration, at time: Int64
  ) -> MigrationEffects {
    guard let pending = standing.pending else { return .none }
    standing.pending?.age = pending.age + duration
    guard pending.age + duration > pending.limit else { return .none }
    let hooks = pending.hooks.joined(separator: ", ")
    return veto(hooks, "no answer within \(pending.limit)", .elapse, at: time)
  }

  private mutating func ageHolds(
    _ duration: PlannedDuration, at time: Int64
  ) -> MigrationEffects {
    var effects = MigrationEffects.none
    for index in standing.holds.indices {
      let before = standing.holds[index].age
      standing.holds[index].age = before + duration
      let hold = standing.holds[index]
      let limit = hold.reason == .missingEvidence ? stage.missing.hold : plan.longestHold
      // Once at each multiple of the limit, so that nobody can sleep through the only page.
      let count = hold.age.milliseconds / max(1, limit.milliseconds)
      guard count > before.milliseconds / max(1, limit.milliseconds) else { continue }
      let notice = MigrationNotice(
        .hold, .page, "\(plan.name) is held: \(hold)",
        key: "hold:\(standing.attempt):\(hold.reason):\(count)")
      effects = effects + MigrationEffects([.notify(notice)])
    }
    // The way back first: nothing is written before it is applied.
    effects = missedDeadline(duration, at: time) + effects
    if let veto = standing.hold(.hookVeto), veto.age >= plan.hookRetry {
      effects = effects + take(.hookVeto, .elapse, at: time)
    }
    return effects
  }

  private mutating func missedDeadline(
    _ duration: PlannedDuration, at time: Int64
  ) -> MigrationEffects {
    let missing = stage.missing
    guard let hold = standing.hold(.missingEvidence), hold.age >= missing.hold,
      hold.age - duration < missing.hold
    else { return .none }
    switch missing.then {
    case .page: return .none
    case .pause:
      guard standing.pause == nil else { return .none }
      let reason = "evidence missing for \(missing.hold)"
      return move(.elapse, reason, at: time) { standing in
        standing.pause = Pause(who: "plan", reason: reason, since: time)
        standing.pending = nil
      }
    case .rollback:
      return roll(RollbackCause(.missingEvidence, "\(hold)"), who: nil, .elapse, at: time)
    }
  }

  /// Raises or clears the hold that says that only evidence is missing.
  mutating func refreshMissing(_ event: MigrationEventKind, at time: Int64) -> MigrationEffects {
    let blockers = self.blockers
    let missing = blockers.filter(\.isMissingEvidence)
    let isWaiting = blockers.contains { if case .time = $0 { true } else { false } }
    guard standing.kind.isAdvancing, !missing.isEmpty, !isWaiting, standing.drill == nil else {
      return take(.missingEvidence, event, at: time)
    }
    let text = missing.map(\.description).joined(separator: "; ")
    let hold = Hold(.missingEvidence, value: text, since: time)
    return put(hold, event, at: time)
  }

  private mutating func updateProgress() {
    guard case .testing(let startedAt, _) = standing.state else { return }
    let time = standing.stepElapsed.seconds / max(stage.minimumTime.seconds, 0.001)
    let count = Double(operations) / Double(max(1, stage.minimumOperations))
    let bound = standing.evidence?.verdict == .pass ? 1 : 0.99
    standing.state = .testing(startedAt: startedAt, progress: min(max(0, min(time, count)), bound))
  }
}
