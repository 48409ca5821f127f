import ABTesting
public import Evidence
import Records

/// What the controller sees: exchanges one by one, windows, health, and the clock.
extension MigrationController {
  /// How long a step toward v5 may wait for the disk, in seconds.
  private static let patience = 10.0
  private static let panicFile = "the PANIC file is there"
  /// How much of the stage's time a kill may cost, in seconds.
  private static let savedEvery = 30.0
  /// How far the wall clock may step between two ticks, in seconds, before evidence is discarded.
  private static let wallStep = 2.0

  /// Takes in an exchange; what cannot wait for a window is decided here.
  public func observe(_ sample: ExchangeSample) async {
    builder.add(sample)
    answers.all = answers.all &+ 1
    if sample.authority == .v5 { answers.v5 = answers.v5 &+ 1 }
    let now = surfaces.clock.uptime()
    if sample.authority == .v4, sample.v4?.outcome.isAnswer == true {
      verification?.v4Served(
        sample.method == .newPayload, sample.method == .forkchoiceUpdated, now: now)
    }
    if chain.observe(sample, now: now) { reorgs = reorgs &+ 1 }
    await advanceDrill(sample, now: now)
    guard machine.standing.kind.isRunning else { return }
    if sample.comparison == .critical {
      await rollBack(
        RollbackCause(
          .divergence,
          "v4 and v5 disagree about \(sample.block.map { "block \($0)" } ?? "a block")"
            + " (\(sample.method.rawValue)): `lighthouse-compat diff` shows both answers"))
    } else if !condition.isShared, let v5 = sample.v5, sample.v4?.outcome.isAnswer ?? true,
      breaker.record(v5.outcome)
    {
      let reason = "consecutive failures \(breaker.count) ≥ \(breaker.limit) of v5"
      breaker = ConsecutiveFailures(limit: breaker.limit)
      await rollBack(RollbackCause(.consecutiveFailures, reason))
    }
  }

  private func rollBack(_ cause: RollbackCause) async {
    await lookBack()
    await note(.rollback(cause, who: nil))
  }

  /// Looks whether there is a way back at all, which health may not have noticed yet: past the fork
  /// the migration must not say that it is rolled back while v5 has to go on.
  func lookBack() async {
    guard let fork = await surfaces.route.condition().pastHorizon,
      machine.standing.wayBack != .closed(fork)
    else { return }
    await note(.wayBack(.closed(fork)))
  }

  /// Takes in a comparison that became possible only after its exchange was observed.
  public func observe(late comparison: SampledComparison) async {
    builder.add(comparison)
    guard comparison == .critical else { return }
    await rollBack(
      RollbackCause(.divergence, "v4 and v5 disagree about a block, as came out later"))
  }

  /// Counts exchanges that were dropped on the way here.
  public func observe(dropped count: Int) {
    builder.addDroppedComparisons(count)
  }

  /// Looks at everything that has a time: to be called every second.
  public func tick() async {
    let (now, wall) = (surfaces.clock.uptime(), surfaces.clock.wall())
    let elapsed = max(0, now - lastTick)
    discardAfterJump(elapsed: elapsed, wall: wall)
    (lastTick, lastWall) = (now, wall)
    condition = await surfaces.route.condition()
    let around = surfaces.surroundings()
    await flags(around)
    if let freeze = condition.freeze, machine.standing.kind.isRunning {
      await rollBack(RollbackCause(.divergence, freeze))
    }
    if now - lastHealth >= plan.health.interval.seconds {
      lastHealth = now
      await look(around, now: now, wall: wall)
    }
    await closeWindow(now: now)
    if candidate == nil {
      await note(.elapse(PlannedDuration(milliseconds: Int((elapsed * 1_000).rounded()))))
    } else if let began = candidate?.began, now - began > Self.patience {
      withdrawCandidate()
      await raiseNotPersisted("the disk has not answered for \(Int(now - began)) s")
    }
    await reconcile()
    await watchVerification(now: now)
    await watchDrill(now: now)
    watchDue(wall: wall)
    save(now: now)
    if !journal.isEmpty { journal.wake() }
  }

  /// Whether a hold is the PANIC file's.
  static func isFiles(_ hold: Hold) -> Bool { hold.evidence.hasPrefix(panicFile) }

  /// The wall clock jumped or the machine slept: the window says nothing about either side.
  private func discardAfterJump(elapsed: Double, wall: Int64) {
    let (difference, isOverflow) = wall.subtractingReportingOverflow(lastWall)
    let step = isOverflow ? .infinity : Double(difference) / 1_000 - elapsed
    if abs(step) > Self.wallStep { builder.discard() }
  }

  /// Writes down how long the stage has run, which no transition does.
  private func save(now: Double) {
    guard machine.standing.kind.isRunning, candidate == nil, journal.isEmpty,
      now - lastSaved >= Self.savedEvery
    else { return }
    lastSaved = now
    let record = StandingDocument.record(machine, at: surfaces.clock.moment)
    journal.append(Journal.Entry(change: StoredChange(migration: record), token: nil))
  }

  private func flags(_ around: Surroundings) async {
    if let text = around.panic {
      // Refused while v4 is not fit, it is asked for until it is.
      if machine.standing.hold(.panic) == nil || machine.standing.kind.isRunning {
        await note(.panic(Self.panicFile + (text.isEmpty ? "" : ": \(text)")))
      }
    } else if let hold = machine.standing.hold(.panic), Self.isFiles(hold) {
      // A panic that somebody typed stays until somebody tries again.
      await note(.clear(.panic))
    }
    if let text = around.hold {
      let hold = Hold(
        .operator, evidence: text.isEmpty ? "the HOLD file is there" : text,
        since: surfaces.clock.wall())
      if machine.standing.hold(.operator) == nil { await note(.raise(hold)) }
    } else if machine.standing.hold(.operator) != nil {
      await note(.clear(.operator))
    }
  }

  private func look(_ around: Surroundings, now: Double, wall: Int64) async {
    let findings = health.look(
      condition, around, chain, slot: plan.evidence.slotSeconds, now: now, wall: wall)
    if machine.standing.wayBack != findings.wayBack { await note(.wayBack(findings.wayBack)) }
    let standing = Set(findings.holds.map(\.reason))
    let isV5Wanted = machine.standing.kind.isRunning
    for hold in findings.holds where hold.reason != .v5Behind || isV5Wanted {
      await note(.raise(hold))
    }
    for reason in findings.reasons
    where !standing.contains(reason) && machine.standing.hold(reason) != nil {
      await note(.clear(reason))
    }
    let wallTime = surfaces.clock.wall()
    let instant = PlannedInstant(milliseconds: wallTime)
    let frozen = plan.freeze.holds(at: instant, forks: plan.forks)
    for hold in frozen { await note(.raise(hold)) }
    for freeze in HoldReason.Freeze.allCases
    where !frozen.contains(where: { $0.reason == .freeze(freeze) })
      && machine.standing.hold(.freeze(freeze)) != nil
    {
      await note(.clear(.freeze(freeze)))
    }
    if findings.isSettled, machine.standing.hold(.uncleanRestart) != nil {
      await note(.clear(.uncleanRestart))
    }
  }

  private func closeWindow(now: Double) async {
    guard let window = builder.close(now: now), machine.standing.kind.isRunning else { return }
    let judged = judge.judge(window)
    judgement = judged
    keep(window, judged)
    let evidence = StageEvidence(judged, reorgs: reorgs, at: surfaces.clock.wall())
    // A step that is about to be written is not disturbed by evidence that does not speak against it.
    guard candidate == nil || evidence.rollback != nil || !evidence.holds.isEmpty else { return }
    if evidence.rollback != nil { await lookBack() }
    await note(.evidence(evidence))
  }

  private func keep(_ window: EvidenceWindow, _ judgement: Judgement) {
    let moment = surfaces.clock.moment
    guard journal.windows.count < Self.unsavedLimit else { return }
    journal.windows.append(
      WindowRecord(
        migration: plan.name, attempt: machine.standing.attempt, stage: machine.stage.name,
        moment: moment, document: StandingDocument.text(window)))
    journal.verdicts.append(
      VerdictRecord(
        migration: plan.name, attempt: machine.standing.attempt, window: 0,
        verdict: judgement.verdict.rawValue, action: judgement.action?.rawValue ?? "",
        moment: moment, document: StandingDocument.text(judgement)))
  }

  /// Enters the machine's mode where the router had refused it, or something else had left it.
  private func reconcile() async {
    let isOwner = machine.standing.kind.isRunning || routeRefusal != nil
    guard isOwner, condition.mode != machine.mode.description else {
      if routeRefusal != nil { routeRefusal = nil }
      return
    }
    await applyRoute()
    guard let routeRefusal, machine.standing.kind.isRunning else { return }
    await note(
      .raise(Hold(.v5Behind, evidence: routeRefusal, since: surfaces.clock.wall())))
  }

  private func watchVerification(now: Double) async {
    guard verification?.ranOut(now: now) == true, let limit = verification?.limit else { return }
    surfaces.tell(
      MigrationNotice(
        .rollback, .page,
        "\(plan.name): v4 has not been seen to serve a block within \(limit) of the rollback",
        key: "unverified:\(machine.standing.attempt)"))
  }
}
