/// Starting again.
extension MigrationMachine {
  /// Restores mode and stage after the controller was down.
  ///
  /// After an unclean stop v4 is the authority, both sides are fed, and the hold `uncleanRestart`
  /// stands until somebody clears it on a passed check of health. A finalized migration, or a chain
  /// past what v4 can express, starts in v5Only. `downtime` counts for lock-outs only.
  public mutating func restart(
    isClean: Bool, downtime: PlannedDuration = .zero, pastHorizon: String? = nil, at time: Int64
  ) -> MigrationEffects {
    standing.lockOut.remaining = standing.lockOut.remaining - downtime
    let (wasDrill, kind) = (standing.drill != nil, standing.kind)
    let reason = isClean ? "restarted" : "restarted after an unclean stop"
    var rest: [MigrationEffect] = []
    if kind.isRunning {
      let beginning = StageBeginning(
        attempt: standing.attempt, stage: standing.stage, name: stage.name,
        share: standing.state.mode(plan.rollback.destination).share)
      rest.append(.beginStage(beginning))
    }
    let notice = MigrationNotice(
      .restart, isClean && !wasDrill ? .information : .warning,
      "\(plan.name) \(reason) in \(standing.state)" + (wasDrill ? "; the drill is broken off" : ""),
      key: "restart:\(time)")
    rest.append(.notify(notice))
    return move(.restart, reason, at: time, then: rest, isBoot: true) { standing in
      (standing.drill, standing.pending) = (nil, nil)
      (standing.evidence, standing.evidenceAge) = (nil, .zero)
      // What the health was is not known any more; its checks say so again.
      standing.wayBack = .open
      standing.holds.removeAll { $0.reason == .v4NotReady || $0.reason == .notPersisted }
      if let pastHorizon {
        standing.isPastHorizon = true
        standing.wayBack = .closed(pastHorizon)
        standing.holds.removeAll { $0.reason.keepsV4 || $0.reason == .wayBackClosed }
        standing.holds.append(
          Hold(.wayBackClosed, evidence: PlanReading.clip(pastHorizon), since: time))
      } else if !isClean, kind.isRunning, standing.hold(.uncleanRestart) == nil {
        standing.holds.append(
          Hold(.uncleanRestart, evidence: "until health passes", since: time))
      }
    }
  }
}
