extension MigrationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .illegalTransition(let from, let event, let legal):
      "\(event.rawValue) is not possible in \(from.rawValue); possible are "
        + legal.filter(\.isPersons).map(\.rawValue).joined(separator: ", ")
    case .nameMismatch(let typed, let expected):
      "the migration is called \(expected), not \(PlanReading.clip(typed))"
    case .missingIdentity(let event): "\(event.rawValue) needs to know who does it"
    case .missingReason(let event): "\(event.rawValue) needs a reason here"
    case .held(let holds): "held: " + holds.map(\.description).joined(separator: "; ")
    case .evidenceFailed(let reasons):
      "the evidence is red: " + reasons.joined(separator: "; ")
    case .paused(let who, let reason): "paused by \(who): \(reason)"
    case .notPaused: "nothing is paused or frozen"
    case .lockedOut(let remaining, let rollbacks):
      "locked out for another \(remaining) after \(rollbacks) automatic rollbacks; "
        + "`--force --reason` goes past it"
    case .frozen(let reason): "frozen: \(reason); `--force --reason` acknowledges it"
    case .noHealthyTarget(let reason): "v4 is not fit to take the authority: \(reason)"
    case .wayBackClosed(let reason): "there is no way back to v4: \(reason)"
    case .v5NotReady(let reason): "v5 is not ready for an attempt: \(reason)"
    case .standbyNotOver(let remaining):
      "v4 stands by for another \(remaining); `--force --reason` goes past it"
    case .wrongStage(let named, let current):
      "the stage is \(current), not \(PlanReading.clip(named))"
    case .approvalNotNeeded(let stage): "\(stage) needs no approval"
    case .notAnApprover(let who, let approvers):
      "\(PlanReading.clip(who)) may not approve; " + approvers.joined(separator: ", ") + " may"
    case .alreadyApproved(let who): "\(PlanReading.clip(who)) has approved already"
    case .approvalsMissing(let stage, let count, let limit):
      "\(stage) has \(count) of \(limit) approvals; `approve --who NAME` gives one"
    case .staleAdvance(let token, let pending):
      "the hooks' answer \(token) is late; "
        + (pending.map { "\($0) is pending" } ?? "nothing is pending")
    case .drillRunning(let phase): "a drill is under way (\(phase.rawValue))"
    case .noDrill(let phase):
      phase.map { "no drill is at \($0.rawValue)" } ?? "no drill is under way"
    case .holdNeedsPerson(let reason): "only a person ends \(reason)"
    case .tooManyHolds(let limit): "there are \(limit) holds already"
    case .standingDoesNotFit(let reason): "what was stored does not fit the plan: \(reason)"
    case .invalidPlan(let problems):
      "the plan is not valid: " + problems.map(\.description).joined(separator: "; ")
    case .notAdjustable(let path):
      "\(PlanReading.clip(path)) stays as it is while the gateway runs: name, stages, shares, forks "
        + "and notifications are the plan's file's"
    }
  }
}
