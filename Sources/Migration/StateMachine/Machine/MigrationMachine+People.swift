/// What people do.
extension MigrationMachine {
  /// Starts the migration; without `execute` nothing moves and nothing is recorded.
  public mutating func start(
    execute: Bool, who: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.start, who: who)
    let red = standing.holds.filter(\.isCritical)
    guard red.isEmpty else { throw .held(red) }
    guard execute else { return .none }
    return begin(.start, "started", who: who, at: time) { _ in }
  }

  /// Begins another attempt after a rollback, with evidence and a salt of its own.
  public mutating func retry(
    who: String, force: Bool = false, reason: String = "", at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.retry, who: who)
    let red = standing.holds.filter { $0.isCritical && !$0.reason.needsPerson }
    guard red.isEmpty else { throw .held(red) }
    if force, reason.isBlank { throw .missingReason(event: .retry) }
    if !force {
      if let frozen = standing.hold(.frozen) { throw .frozen(frozen.evidence) }
      let lockOut = standing.lockOut
      guard !lockOut.isActive else {
        throw .lockedOut(remaining: lockOut.remaining, rollbacks: lockOut.rollbacks)
      }
    }
    let text = reason.isBlank ? "tried again" : "tried again: \(reason)"
    return begin(.retry, text, who: who, at: time) { standing in
      standing.attempt = standing.attempt < .max ? standing.attempt + 1 : .max
      standing.holds.removeAll { $0.reason.needsPerson }
      standing.lockOut.remaining = .zero
    }
  }

  private mutating func begin(
    _ event: MigrationEventKind, _ reason: String, who: String, at time: Int64,
    _ change: (inout MigrationStanding) -> Void
  ) -> MigrationEffects {
    let effects = move(event, reason, who: who, at: time) { standing in
      change(&standing)
      (standing.stage, standing.stageElapsed, standing.stepElapsed) = (0, .zero, .zero)
      (standing.operationsBefore, standing.evidence, standing.evidenceAge) = (0, nil, .zero)
      (standing.approvals, standing.pause, standing.pending, standing.drill) = ([], nil, nil, nil)
      standing.state = .testing(startedAt: time, progress: 0)
    }
    let beginning = StageBeginning(
      attempt: standing.attempt, stage: 0, name: stage.name, share: .none)
    let notice = MigrationNotice(
      .start, .information, "\(plan.name) attempt \(standing.attempt) \(reason) by \(who)",
      key: "start:\(standing.attempt)")
    return effects
      + MigrationEffects([
        .resetEvidence(attempt: standing.attempt), .beginStage(beginning),
        .runHooks(.afterAdvance, stage: stage.name), .notify(notice),
      ])
  }

  /// Stops advancing; monitoring, the stage's clock and rollback go on.
  public mutating func pause(
    who: String, reason: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.pause, who: who)
    if let pause = standing.pause { throw .paused(by: pause.who, reason: pause.reason) }
    return move(.pause, reason, who: who, at: time) { standing in
      standing.pause = Pause(who: who, reason: reason, since: time)
      standing.pending = nil
    }
  }

  /// Ends a pause; with a reason also a freeze and the hold of a failed drill.
  public mutating func resume(
    who: String, reason: String = "", at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.resume, who: who)
    let held = standing.holds.filter(\.reason.needsPerson)
    guard standing.pause != nil || !held.isEmpty else { throw .notPaused }
    if !held.isEmpty, reason.isBlank { throw .missingReason(event: .resume) }
    let effects = move(.resume, reason.isBlank ? "resumed" : reason, who: who, at: time) {
      standing in
      standing.pause = nil
      standing.holds.removeAll { $0.reason.needsPerson }
    }
    return effects + advanceIfReady(.resume, at: time)
  }

  /// Records somebody's consent to leaving the stage.
  public mutating func approve(
    who: String, stage named: String? = nil, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.approve, who: who)
    let stage = self.stage
    if let named, named != stage.name { throw .wrongStage(named: named, current: stage.name) }
    guard stage.approvals > 0 else { throw .approvalNotNeeded(stage: stage.name) }
    guard stage.approvers.isEmpty || stage.approvers.contains(who) else {
      throw .notAnApprover(who: who, approvers: stage.approvers)
    }
    guard !standing.approvals.contains(where: { $0.who == who }) else {
      throw .alreadyApproved(who: who)
    }
    let effects = move(.approve, "approved \(stage.name)", who: who, at: time) { standing in
      standing.approvals.append(Approval(who: who, at: time))
    }
    return effects + advanceIfReady(.approve, at: time)
  }

  /// Gives v4 up for good: v5Only, and no way back.
  public mutating func finalize(
    typed: String, who: String, force: Bool = false, reason: String = "", at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.finalize, who: who)
    guard typed == plan.name else { throw .nameMismatch(typed: typed, expected: plan.name) }
    // A way back that is closed is no reason against giving it up.
    let red = standing.holds.filter {
      $0.isCritical && ![.wayBackClosed, .v4NotReady, .noHealthyTarget].contains($0.reason)
    }
    guard red.isEmpty else { throw .held(red) }
    if let drill = standing.drill { throw .drillRunning(drill) }
    if force, reason.isBlank { throw .missingReason(event: .finalize) }
    guard force || standing.stageElapsed >= stage.standby else {
      throw .standbyNotOver(remaining: stage.standby - standing.stageElapsed)
    }
    let notice = MigrationNotice(
      .completion, .information, "\(plan.name) is finalized by \(who): v5 alone from here on",
      key: "finalize:\(standing.attempt)")
    return move(
      .finalize, reason.isBlank ? "finalized" : "finalized: \(reason)", who: who, at: time,
      marks: [.markFinalized(migration: plan.name)], then: [.notify(notice)]
    ) { $0.isFinalized = true }
  }
}
