/// The way back.
extension MigrationMachine {
  /// Gives the authority back to v4 at once, whatever holds or waits.
  ///
  /// With v4 unhealthy or the way back closed nothing moves: the effects leave a hold and page, and
  /// their `refusal` says why.
  public mutating func rollback(
    _ cause: RollbackCause, who: String? = nil, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.rollback)
    return roll(cause, who: who, .rollback, at: time)
  }

  mutating func roll(
    _ cause: RollbackCause, who: String?, _ event: MigrationEventKind, at time: Int64
  ) -> MigrationEffects {
    let left: Hold? =
      switch cause.trigger {
      case .divergence: Hold(.frozen, evidence: PlanReading.clip(cause.reason), since: time)
      case .panic: Hold(.panic, evidence: PlanReading.clip(cause.reason), since: time)
      case .consecutiveFailures, .evidence, .missingEvidence, .health, .operator: nil
      }
    let isSettled = mode.share == .none
    switch standing.wayBack {
    // Where v4 has the authority already, however it fares, ending the migration moves nothing.
    case .unhealthy where isSettled, .open: break
    case .unhealthy(let reason):
      return refuse(.noHealthyTarget(reason), .noHealthyTarget, cause, event, left, at: time)
    case .closed(let reason):
      return refuse(.wayBackClosed(reason), .wayBackClosed, cause, event, left, at: time)
    }
    let stage = self.stage.name
    let topic: NoticeTopic = cause.trigger == .divergence ? .divergence : .rollback
    let notice = MigrationNotice(
      topic, .page, "\(plan.name) is rolled back from \(stage): \(cause.reason)",
      key: "rollback:\(standing.attempt)")
    let rules = plan.rollback
    return move(
      event, "\(cause.trigger.rawValue): \(cause.reason)", who: who, at: time,
      then: [
        .verifyRollback(within: rules.limit), .notify(notice),
        .runHooks(.afterRollback, stage: stage),
      ]
    ) { standing in
      standing.state = .rolledBack(reason: cause.reason)
      (standing.drill, standing.pending, standing.pause) = (nil, nil, nil)
      (standing.evidence, standing.approvals) = (nil, [])
      standing.holds.removeAll { $0.reason.endsWithAttempt }
      if let left, standing.hold(left.reason) == nil { standing.holds.append(left) }
      if cause.trigger.isAutomatic { standing.lockOut.begin(rules) }
    }
  }

  /// Leaves the authority where it is, says so, and stops everything else.
  private mutating func refuse(
    _ refusal: MigrationError, _ reason: HoldReason, _ cause: RollbackCause,
    _ event: MigrationEventKind, _ left: Hold?, at time: Int64
  ) -> MigrationEffects {
    standing.pending = nil
    let isNew = standing.hold(reason) == nil
    let text = PlanReading.clip(cause.reason)
    var effects = put(
      Hold(reason, value: "rollback due", evidence: text, since: time), event, at: time)
    if let left { effects = effects + put(left, event, at: time) }
    if isNew {
      let notice = MigrationNotice(
        .rollback, .page, "\(plan.name) cannot be rolled back (\(refusal)): \(cause.reason)",
        key: "refused:\(standing.attempt):\(reason)")
      effects = effects + MigrationEffects([.notify(notice)])
    }
    return MigrationEffects(effects.list, refusal: refusal)
  }

  /// Goes to v4Only by the PANIC file or by signal; before a migration it bars the start.
  public mutating func panic(
    _ reason: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.panic)
    let hold = Hold(.panic, evidence: PlanReading.clip(reason), since: time)
    guard standing.kind.isRunning else { return put(hold, .panic, at: time, urgency: .warning) }
    return roll(RollbackCause(.panic, reason), who: nil, .panic, at: time)
  }
}

extension HoldReason {
  /// Whether it says nothing any more once the attempt is over.
  var endsWithAttempt: Bool {
    switch self {
    case .evidence, .missingEvidence, .v5Behind, .noHealthyTarget, .uncleanRestart, .drillFailed,
      .hookVeto:
      true
    case .health, .freeze, .v4NotReady, .wayBackClosed, .notPersisted, .frozen, .panic, .operator:
      false
    }
  }
}
