import Evidence

/// Going on to the next step, and what it takes.
extension MigrationMachine {
  /// Everything that an advance waits for; empty where there is nothing to advance to.
  public var blockers: [Blocker] {
    guard standing.kind.isAdvancing else { return [] }
    var blockers = stops
    let (stage, isStep) = (self.stage, isBelowTarget)
    let minimum = isStep ? stage.stepTime : stage.minimumTime
    if standing.stepElapsed < minimum {
      blockers.append(.time(elapsed: standing.stepElapsed, of: minimum))
    }
    if !isStep {
      if operations < stage.minimumOperations {
        blockers.append(.operations(operations, of: stage.minimumOperations))
      }
      let missing = coverageMissing
      if !missing.isEmpty { blockers.append(.coverage(missing: missing)) }
      if standing.approvals.count < stage.approvals {
        blockers.append(.approvals(standing.approvals.count, of: stage.approvals))
      }
    }
    guard let evidence = standing.evidence else {
      return blockers + [.evidence(.noData, reasons: [])]
    }
    if evidence.verdict != .pass {
      blockers.append(.evidence(evidence.verdict, reasons: evidence.reasons))
    } else if standing.evidenceAge > plan.health.staleAfter {
      blockers.append(
        .staleEvidence(age: standing.evidenceAge, limit: plan.health.staleAfter))
    }
    return blockers
  }

  /// The exchanges of v5 in this stage.
  public var operations: Int {
    let (count, isOverflow) = (standing.evidence?.operations ?? standing.operationsBefore)
      .subtractingReportingOverflow(standing.operationsBefore)
    return isOverflow ? 0 : max(0, count)
  }

  /// What stops every advance, whatever the evidence.
  private var stops: [Blocker] {
    var stops = standing.holds.filter { $0.reason != .missingEvidence }.map(Blocker.hold)
    if let pause = standing.pause { stops.append(.paused(pause)) }
    if let drill = standing.drill { stops.append(.drill(drill)) }
    return stops
  }

  /// Whether a gradual stage's target is not reached yet.
  var isBelowTarget: Bool {
    guard case .gradual(let current, let target, _) = standing.state else { return false }
    return current < target
  }

  private var coverageMissing: [String] {
    guard let evidence = standing.evidence else { return [] }
    return stage.coverage.missing(in: evidence.coverage, reorgs: evidence.reorgs)
  }

  /// The state that comes next and its stage: a step of the share, or the next stage.
  var next: (state: MigrationState, stage: Int)? {
    if case .gradual(let current, let target, let step) = standing.state, current < target {
      let share = min(PlannedShare(basisPoints: current.basisPoints + step.basisPoints), target)
      return (.gradual(current: share, target: target, step: step), standing.stage)
    }
    let index = standing.stage + 1
    guard standing.kind.isAdvancing, plan.stages.indices.contains(index) else { return nil }
    let stage = plan.stages[index]
    switch stage.kind {
    case .parallel: return nil
    case .canary: return (.canary(percentage: stage.share), index)
    case .gradual:
      let first = plan.shares(ofStage: index).first ?? stage.share
      return (.gradual(current: first, target: stage.share, step: stage.step), index)
    case .complete: return (.complete, index)
    }
  }

  /// Advances if nothing is in the way, by way of the hooks if there are any.
  mutating func advanceIfReady(_ event: MigrationEventKind, at time: Int64) -> MigrationEffects {
    guard standing.kind.isAdvancing, standing.pending == nil, blockers.isEmpty else { return .none }
    return askHooks(event, nil, at: time)
  }

  /// Advances before the evidence does: one step, never past what is red, nor without the consent
  /// that the stage wants.
  public mutating func promote(
    who: String, reason: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.promote, who: who, reason: reason)
    try checkPromotion()
    return askHooks(.promote, Promotion(who: who, reason: reason), at: time)
  }

  private func checkPromotion() throws(MigrationError) {
    let red = standing.holds.filter { $0.isCritical || $0.reason == .operator }
    guard red.isEmpty else { throw .held(red) }
    if let evidence = standing.evidence, evidence.verdict == .fail {
      throw .evidenceFailed(reasons: evidence.reasons)
    }
    if let pause = standing.pause { throw .paused(by: pause.who, reason: pause.reason) }
    if let drill = standing.drill { throw .drillRunning(drill) }
    let (count, limit) = (standing.approvals.count, stage.approvals)
    if !isBelowTarget, count < limit {
      throw .approvalsMissing(stage: stage.name, count: count, of: limit)
    }
  }

  private mutating func askHooks(
    _ event: MigrationEventKind, _ promotion: Promotion?, at time: Int64
  ) -> MigrationEffects {
    guard let next else { return .none }
    let name = plan.stages[next.stage].name
    let hooks = plan.hooks(.beforeAdvance, stage: name)
    guard !hooks.isEmpty else { return advance(event, promotion, at: time) }
    standing.tokens = standing.tokens < .max ? standing.tokens + 1 : 1
    let limit = hooks.reduce(PlannedDuration.minutes(1)) { $0 + $1.timeout }
    let pending = PendingAdvance(
      token: standing.tokens, from: standing.state, to: next.state, stage: name,
      hooks: hooks.map(\.name), promotion: promotion, limit: limit)
    standing.pending = pending
    return MigrationEffects([.askHooks(pending)])
  }

  /// The hooks have no objection; what has come in the way meanwhile still counts.
  public mutating func hooksPassed(
    token: Int, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    let pending = try take(token, .hooksPassed)
    standing.pending = nil
    guard let promotion = pending.promotion else {
      return blockers.isEmpty ? advance(.hooksPassed, nil, at: time) : .none
    }
    do {
      try checkPromotion()
    } catch {
      standing.pending = pending
      throw error
    }
    return advance(.hooksPassed, promotion, at: time)
  }

  /// A hook objects, or did not answer in time: a hold until the hooks are asked again.
  public mutating func hooksVetoed(
    token: Int, hook: String, reason: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    _ = try take(token, .hooksVetoed)
    return veto(hook, reason, .hooksVetoed, at: time)
  }

  mutating func veto(
    _ hook: String, _ reason: String, _ event: MigrationEventKind, at time: Int64
  ) -> MigrationEffects {
    standing.pending = nil
    let hold = Hold(
      .hookVeto, value: PlanReading.clip(hook), evidence: PlanReading.clip(reason), since: time)
    return put(hold, event, at: time)
  }

  private func take(
    _ token: Int, _ event: MigrationEventKind
  ) throws(MigrationError) -> PendingAdvance {
    try require(event)
    guard let pending = standing.pending, pending.token == token else {
      throw .staleAdvance(token: token, pending: standing.pending?.token)
    }
    return pending
  }

  private mutating func advance(
    _ event: MigrationEventKind, _ promotion: Promotion?, at time: Int64
  ) -> MigrationEffects {
    guard let next else { return .none }
    let (from, stage) = (standing.state, plan.stages[next.stage])
    let reason = promotion.map { "promoted: \($0.reason)" } ?? "evidence passed"
    let isComplete = next.state == .complete
    let notice = MigrationNotice(
      isComplete ? .completion : .advance, .information,
      "\(plan.name): \(from) → \(next.state) (\(reason))",
      key: "advance:\(standing.attempt):\(next.state)")
    let beginning = StageBeginning(
      attempt: standing.attempt, stage: next.stage, name: stage.name,
      share: next.state.mode(plan.rollback.destination).share)
    let isNewStage = next.stage != standing.stage
    return move(
      event, reason, who: promotion?.who, at: time,
      then: [
        .beginStage(beginning), .runHooks(.afterAdvance, stage: stage.name), .notify(notice),
      ]
    ) { standing in
      if isNewStage {
        standing.operationsBefore = standing.evidence?.operations ?? standing.operationsBefore
        standing.stageElapsed = .zero
        standing.approvals = []
      }
      standing.holds.removeAll { $0.reason == .missingEvidence || $0.reason == .hookVeto }
      (standing.state, standing.stage, standing.stepElapsed) = (next.state, next.stage, .zero)
      (standing.evidence, standing.evidenceAge, standing.pending) = (nil, .zero, nil)
    }
  }
}

extension MigrationPlan {
  /// The hooks of a moment for a stage.
  public func hooks(_ moment: PlannedHook.Moment, stage: String) -> [PlannedHook] {
    hooks.filter { $0.when == moment && ($0.stages.isEmpty || $0.stages.contains(stage)) }
  }
}
