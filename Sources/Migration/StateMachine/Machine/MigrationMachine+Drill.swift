/// Drills: the real cut-over to v5 and back, within a stage.
extension MigrationMachine {
  /// Gives v5 the authority for a drill.
  public mutating func beginDrill(
    who: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.beginDrill, who: who)
    if let drill = standing.drill { throw .drillRunning(drill) }
    let red = standing.holds.filter(\.isCritical)
    guard red.isEmpty else { throw .held(red) }
    switch standing.wayBack {
    case .open: break
    case .unhealthy(let reason): throw .noHealthyTarget(reason)
    case .closed(let reason): throw .wayBackClosed(reason)
    }
    let notice = MigrationNotice(
      .drill, .information, "\(plan.name): \(who) has begun a drill",
      key: "drill:\(standing.attempt):\(time)")
    return move(.beginDrill, "drill", who: who, at: time, then: [.notify(notice)]) { standing in
      (standing.drill, standing.pending) = (.onV5, nil)
    }
  }

  /// Gives the authority back to v4, as a rollback would.
  public mutating func turnDrill(at time: Int64) throws(MigrationError) -> MigrationEffects {
    try require(.turnDrill)
    guard standing.drill == .onV5 else { throw .noDrill(expected: .onV5) }
    return move(.turnDrill, "drill: way back", at: time) { $0.drill = .backOnV4 }
  }

  /// Ends a drill: without a failure the stage goes on where it was, else v4 keeps the authority
  /// with the hold `drillFailed` until somebody resumes.
  public mutating func endDrill(
    failure: String?, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.endDrill)
    guard let drill = standing.drill else { throw .noDrill(expected: nil) }
    if let failure {
      let hold = Hold(.drillFailed, evidence: PlanReading.clip(failure), since: time)
      let notice = MigrationNotice(
        .drill, .page, "\(plan.name): the drill failed: \(failure)",
        key: "drillFailed:\(standing.attempt):\(time)")
      return move(.endDrill, "drill failed: \(failure)", at: time, then: [.notify(notice)]) {
        $0.drill = nil
        $0.holds.append(hold)
      }
    }
    guard drill == .backOnV4 else { throw .noDrill(expected: .backOnV4) }
    let notice = MigrationNotice(
      .drill, .information, "\(plan.name): the drill is over", key: "drillOver:\(time)")
    let effects = move(.endDrill, "drill over", at: time, then: [.notify(notice)]) {
      $0.drill = nil
    }
    return effects + advanceIfReady(.endDrill, at: time)
  }
}
