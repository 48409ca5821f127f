/// Holds, which stop an advance and never a rollback.
extension MigrationMachine {
  /// Raises a hold, or renews what it says; since when and its age stay.
  public mutating func raise(
    _ hold: Hold, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    guard standing.hold(hold.reason) != nil || standing.holds.count < Self.holdLimit else {
      throw .tooManyHolds(limit: Self.holdLimit)
    }
    return put(hold, .raise, at: time)
  }

  /// Ends a hold; then what waited for it may go on.
  ///
  /// Nothing happens where it does not stand.
  public mutating func clear(
    _ reason: HoldReason, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    guard !reason.needsPerson || standing.hold(reason) == nil else {
      throw .holdNeedsPerson(reason)
    }
    return take(reason, .clear, at: time) + advanceIfReady(.clear, at: time)
  }

  /// Takes in whether the authority can go back to v4.
  public mutating func wayBack(
    _ wayBack: WayBack, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    // Past the fork there is no way back any more, however v4 fares.
    if standing.isPastHorizon { return .none }
    standing.wayBack = wayBack
    switch wayBack {
    case .open:
      let due = standing.kind.isRunning ? standing.hold(.noHealthyTarget) : nil
      // What was due while v4 was not fit is due still.
      let effects = due.map { due in
        let reason = "due since v4 was not fit: \(due.evidence)"
        return roll(RollbackCause(.health, reason), who: nil, .wayBack, at: time)
      }
      return (effects ?? .none) + take(.v4NotReady, .wayBack, at: time)
        + take(.noHealthyTarget, .wayBack, at: time) + take(.wayBackClosed, .wayBack, at: time)
        + advanceIfReady(.wayBack, at: time)
    case .unhealthy(let reason):
      return put(
        Hold(.v4NotReady, evidence: PlanReading.clip(reason), since: time), .wayBack, at: time)
    case .closed(let reason):
      let hold = Hold(.wayBackClosed, evidence: PlanReading.clip(reason), since: time)
      return take(.v4NotReady, .wayBack, at: time) + put(hold, .wayBack, at: time)
    }
  }

  /// Stops everything toward v5 until a person says so.
  public mutating func freeze(
    _ reason: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.freeze)
    let hold = Hold(.frozen, evidence: PlanReading.clip(reason), since: time)
    return put(hold, .freeze, at: time, urgency: .page)
  }

  /// Puts a hold; one that stands is renewed without a word.
  mutating func put(
    _ hold: Hold, _ event: MigrationEventKind, at time: Int64,
    urgency: MigrationNotice.Urgency? = nil
  ) -> MigrationEffects {
    if let index = standing.holds.firstIndex(where: { $0.reason == hold.reason }) {
      var renewed = hold
      (renewed.since, renewed.age) = (standing.holds[index].since, standing.holds[index].age)
      standing.holds[index] = renewed
      return .none
    }
    guard standing.holds.count < Self.holdLimit else { return .none }
    let urgency = urgency ?? (hold.isCritical ? .warning : .information)
    let notice = MigrationNotice(
      .hold, urgency, "\(plan.name) is held: \(hold)",
      key: "hold:\(standing.attempt):\(hold.reason)")
    return move(event, "hold: \(hold)", at: time, then: [.notify(notice)]) { standing in
      standing.holds.append(hold)
    }
  }

  /// Takes a hold away, if it stands.
  mutating func take(
    _ reason: HoldReason, _ event: MigrationEventKind, who: String? = nil, at time: Int64
  ) -> MigrationEffects {
    guard let hold = standing.hold(reason) else { return .none }
    return move(event, "hold over: \(hold)", who: who, at: time) { standing in
      standing.holds.removeAll { $0.reason == reason }
    }
  }

  /// Brings the detectors' holds to what they ask for now.
  mutating func follow(_ asked: [Hold], at time: Int64) -> MigrationEffects {
    var effects = MigrationEffects.none
    let reasons = Set(asked.map(\.reason))
    for hold in standing.holds where hold.reason.isEvidence && !reasons.contains(hold.reason) {
      effects = effects + take(hold.reason, .evidence, at: time)
    }
    for hold in asked where hold.reason.isEvidence {
      effects = effects + put(hold, .evidence, at: time)
    }
    return effects
  }
}

extension HoldReason {
  var isEvidence: Bool {
    if case .evidence = self { true } else { false }
  }
}
