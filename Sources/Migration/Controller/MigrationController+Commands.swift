import Evidence

/// What people tell the controller.
extension MigrationController {
  /// Starts the migration; without `execute` it only says whether it could.
  public func start(execute: Bool, who: String) async throws(MigrationError) {
    try await checkBeginning()
    try await handle(.start(execute: execute, who: who))
  }

  /// Throws why no attempt may begin now.
  private func checkBeginning() async throws(MigrationError) {
    let now = PlannedInstant(milliseconds: surfaces.clock.wall())
    // A plan that would straddle a fork that v4 cannot express would lose its way back half-way.
    if let refusal = ForkHorizon(forks: plan.forks).refusal(start: now, length: plan.minimumTime) {
      throw .wayBackClosed("\(refusal)")
    }
    // It would be blamed for what it is only on its way to.
    if let unfit = await surfaces.route.condition().v5.unfit { throw .v5NotReady(unfit) }
  }

  public func pause(who: String, reason: String) async throws(MigrationError) {
    try await handle(.pause(who: who, reason: reason))
  }

  /// Ends a pause, a freeze, or the hold of a failed drill.
  public func resume(who: String, reason: String) async throws(MigrationError) {
    try await handle(.resume(who: who, reason: reason))
    await thaw()
  }

  public func approve(who: String, stage: String?) async throws(MigrationError) {
    try await handle(.approve(who: who, stage: stage))
  }

  public func promote(who: String, reason: String) async throws(MigrationError) {
    try await handle(.promote(who: who, reason: reason))
  }

  /// Gives the authority back to v4 at once.
  public func rollback(who: String, reason: String) async throws(MigrationError) {
    await lookBack()
    try await handle(.rollback(RollbackCause(.operator, reason), who: who))
  }

  /// Goes to v4Only and stays there; the migration's name has to be typed.
  public func panic(typed: String, who: String) async throws(MigrationError) {
    guard typed == plan.name else { throw .nameMismatch(typed: typed, expected: plan.name) }
    try await handle(.panic("by \(who)"))
  }

  /// Begins another attempt after a rollback.
  public func retry(who: String, force: Bool, reason: String) async throws(MigrationError) {
    if machine.standing.kind == .rolledBack { try await checkBeginning() }
    // A panic that somebody typed is acknowledged by force; the file's own stays with the file.
    if force, let hold = machine.standing.hold(.panic), !Self.isFiles(hold) {
      await note(.clear(.panic))
    }
    try await handle(.retry(who: who, force: force, reason: reason))
    await thaw()
  }

  public func finalize(
    typed: String, who: String, force: Bool, reason: String
  ) async throws(MigrationError) {
    try await handle(.finalize(typed: typed, who: who, force: force, reason: reason))
  }

  /// Sets a value of the plan in force; an empty one gives it back to the plan's file.
  public func adjust(_ path: String, to value: String, who: String) async throws(MigrationError) {
    try await handle(.adjust(path: path, value: value, who: who))
    judge.rules = plan.rules(forStage: machine.standing.stage)
    builder.limits = plan.evidence.window
    health.limits = plan.health
    if breaker.limit != plan.evidence.consecutiveFailures {
      breaker = ConsecutiveFailures(limit: plan.evidence.consecutiveFailures)
    }
  }

  /// A person has looked at what froze the route.
  private func thaw() async {
    guard (candidate?.machine ?? machine).standing.hold(.frozen) == nil else { return }
    await surfaces.route.unfreeze()
    condition.freeze = nil
  }

  // MARK: Hooks

  /// Has the hooks before an advance asked.
  func ask(_ pending: PendingAdvance) {
    surfaces.callHooks(
      HookRequest(
        pending, hooks: plan.hooks(.beforeAdvance, stage: pending.stage),
        attempt: machine.standing.attempt, migration: plan.name))
  }

  /// Has hooks run whose answers change nothing.
  func run(_ moment: PlannedHook.Moment, stage: String) {
    let step = HookStep(
      moment, migration: plan.name, attempt: machine.standing.attempt, stage: stage,
      mode: machine.mode, to: machine.standing.state)
    surfaces.callHooks(HookRequest(step, hooks: plan.hooks(moment, stage: stage)))
  }

  /// The hooks have no objection.
  public func hooksPassed(token: Int) async { await note(.hooksPassed(token: token)) }

  public func hooksVetoed(token: Int, hook: String, reason: String) async {
    await note(.hooksVetoed(token: token, hook: hook, reason: reason))
  }

  // MARK: Reading

  /// The report and the plan in force, of one moment.
  public var reading: (report: MigrationReport, plan: MigrationPlan) { (report, plan) }

  /// Everything that status tells.
  public var report: MigrationReport {
    let standing = machine.standing
    let share = answers.all > 0 ? answers.v5 * 10_000 / answers.all : nil
    let stage = machine.stage
    let sinceDrill = due.elapsed(at: surfaces.clock.wall())
    return MigrationReport(
      name: plan.name, attempt: standing.attempt, state: standing.state, kind: standing.kind,
      stage: stage.name, step: standing.stage + 1, steps: plan.stages.count,
      stageElapsed: standing.stageElapsed, stepElapsed: standing.stepElapsed,
      minimumTime: stage.kind == .complete
        ? stage.standby : machine.isBelowTarget ? stage.stepTime : stage.minimumTime,
      plannedMode: machine.mode, mode: condition.mode,
      blockers: machine.blockers.map(\.description), holds: standing.holds, pause: standing.pause,
      approvals: standing.approvals, lockOut: standing.lockOut, wayBack: standing.wayBack,
      drill: standing.drill, operations: machine.operations, judgement: judgement,
      verification: verification, rollbackTiming: timing, lastDrill: lastDrill,
      sinceDrill: sinceDrill,
      isDrillOverdue: sinceDrill.map(plan.drills.isOverdue(sinceLast:)) ?? false,
      transitions: transitions,
      unsaved: journal.entries.count, actualShare: share,
      isWaitingForPerson: machine.blockers.contains(where: \.needsPerson)
        || standing.holds.contains(where: \.reason.needsPerson))
  }

  /// The last rollback's phases as far as they have come.
  private var timing: RollbackTiming? {
    guard var timing = rollbackTiming else { return nil }
    if verification?.outcome == .verified { timing.verified = verification?.took }
    return timing
  }

  /// Rings whenever something waits to be written.
  public nonisolated func bell() async -> AsyncStream<Void> { await journal.bell }
}
