public import Evidence
public import Records

/// Owns a migration: takes in evidence and health, moves the route, writes down what it did.
///
/// What happens to the machine happens at once, in one step of this actor; only the disk, the hooks
/// and the route are waited for, and no rollback ever waits for the first two (S8). Toward v5 a step
/// is a candidate until it is written (S9): whatever else happens meanwhile withdraws it.
public actor MigrationController {
  /// What the controller works with.
  public struct Surfaces: Sendable {
    public var route: any RouteControl
    public var store: StoreLane
    public var clock: ControllerClock
    public var surroundings: @Sendable () -> Surroundings
    public var markFinalized: @Sendable (FinalizedMarker) throws(RecordsError) -> Void
    public var tell: @Sendable (MigrationNotice) -> Void
    public var callHooks: @Sendable (HookRequest) -> Void

    public init(
      route: any RouteControl, store: StoreLane, clock: ControllerClock,
      surroundings: @escaping @Sendable () -> Surroundings = { Surroundings() },
      markFinalized: @escaping @Sendable (FinalizedMarker) throws(RecordsError) -> Void = { _ in },
      tell: @escaping @Sendable (MigrationNotice) -> Void = { _ in },
      callHooks: @escaping @Sendable (HookRequest) -> Void = { _ in }
    ) {
      self.route = route
      self.store = store
      self.clock = clock
      self.surroundings = surroundings
      self.markFinalized = markFinalized
      self.tell = tell
      self.callHooks = callHooks
    }
  }

  /// A step toward v5 that is not written yet.
  struct Candidate {
    let token: Int
    let machine: MigrationMachine
    let rest: [MigrationEffect]
    let began: Double
  }

  /// Transitions that the report shows, and changes that may wait for the disk.
  static let transitionLimit = 64
  static let unsavedLimit = 1_024

  public nonisolated let name: String
  let surfaces: Surfaces
  var machine: MigrationMachine
  var candidate: Candidate?
  var tokens = 0
  var judge: EvidenceJudge
  var builder: WindowBuilder
  var breaker: ConsecutiveFailures
  var health: HealthWatch
  var chain = ChainWatch()
  var verification: RollbackVerification?
  /// When the last rollback was decided, in seconds on the uptime clock, and what it took.
  var rollbackDecided = 0.0
  var rollbackTiming: RollbackTiming?
  var drill: DrillRun?
  var lastDrill: DrillReport?
  var judgement: Judgement?
  var transitions: [MigrationTransition] = []
  var journal = Journal()
  var reorgs = 0
  var answers = (v5: 0, all: 0)
  var condition = RouteCondition(mode: "?")
  var lastTick: Double
  var lastWall: Int64
  var lastHealth = -Double.infinity
  var lastSaved = -Double.infinity
  var due = DrillDue()
  /// Why the mode that the migration asks for was not entered.
  var routeRefusal: String?

  /// Creates a controller from what was stored.
  ///
  /// - Throws: `MigrationError` where the plan is wrong or does not fit what was stored.
  public init(
    plan: MigrationPlan, restored: StoredMigration?, surfaces: Surfaces
  ) throws(MigrationError) {
    name = plan.name
    self.surfaces = surfaces
    if let record = restored?.record {
      machine = try MigrationMachine(
        plan: plan, standing: try StandingDocument.standing(of: record))
    } else {
      machine = try MigrationMachine(plan: plan)
    }
    let plan = machine.plan
    judge = EvidenceJudge(rules: plan.rules(forStage: machine.standing.stage))
    let now = surfaces.clock.uptime()
    builder = WindowBuilder(limits: plan.evidence.window, start: now)
    breaker = ConsecutiveFailures(limit: plan.evidence.consecutiveFailures)
    health = HealthWatch(limits: plan.health)
    lastTick = now
    lastWall = surfaces.clock.wall()
  }

  public var standing: MigrationStanding { machine.standing }

  /// The plan in force.
  public var plan: MigrationPlan { machine.plan }

  /// Puts the stored mode into force, as S9 has it.
  ///
  /// - Parameters:
  ///   - wasUnclean: whether the controller before this one was killed.
  ///   - downtime: how long it was down, for lock-outs only.
  ///   - drilledAt: the wall clock at the last drill that passed, or where the first is due from.
  ///   - windows: the attempt's stored windows, from which its evidence is gathered again.
  public func boot(
    wasUnclean: Bool, downtime: PlannedDuration = .zero, drilledAt: Int64? = nil,
    windows: [EvidenceWindow] = []
  ) async {
    condition = await surfaces.route.condition()
    due.since = drilledAt
    for window in windows { judgement = judge.judge(window) }
    guard machine.standing.kind != .preMigration else { return }
    await surfaces.route.beginAttempt(machine.standing.attempt, of: plan.name)
    let effects = machine.restart(
      isClean: !wasUnclean, downtime: downtime,
      pastHorizon: condition.pastHorizon ?? machine.standing.wayBack.closedBy,
      at: surfaces.clock.wall())
    // Nothing is in force yet that a step toward v5 could be withdrawn to: what is restored was
    // written before.
    await perform(effects.list)
  }

  // MARK: Events

  /// Tells the machine what happened, and does what follows.
  func handle(_ event: MigrationEvent) async throws(MigrationError) {
    var next = machine
    let effects = try next.handle(event, at: surfaces.clock.wall())
    let isTowardV5 = next.mode.isTowardV5(from: machine.mode) && effects.persistsFirst
    if isTowardV5 {
      propose(next, effects.list)
    } else {
      if !effects.isEmpty { withdrawCandidate() }
      if next.standing.kind == .rolledBack, machine.standing.kind != .rolledBack {
        rollbackDecided = surfaces.clock.uptime()
      }
      machine = next
      await perform(effects.list)
    }
    if let refusal = effects.refusal { throw refusal }
  }

  /// What nobody asked for: an event that the state does not know is no error of anybody's.
  func note(_ event: MigrationEvent) async {
    guard event.kind.isLegal(in: machine.standing.kind) else { return }
    try? await handle(event)
  }

  /// Does effects in their order; what goes to the disk is queued, never waited for.
  func perform(_ effects: [MigrationEffect]) async {
    for effect in effects {
      switch effect {
      case .persist(let transition): enqueue(transition, of: machine, token: nil)
      case .setMode: await applyRoute()
      case .markFinalized: markFinalized()
      case .resetEvidence(let attempt): await resetEvidence(attempt)
      case .beginStage(let beginning): begin(beginning)
      case .askHooks(let pending): ask(pending)
      case .runHooks(let moment, let stage): run(moment, stage: stage)
      case .verifyRollback(let limit):
        let now = surfaces.clock.uptime()
        verification = RollbackVerification(began: now, limit: limit)
        rollbackTiming = RollbackTiming(switched: now - rollbackDecided)
      case .notify(let notice): surfaces.tell(notice)
      }
    }
    journal.wake()
  }

  private func markFinalized() {
    let marker = FinalizedMarker(
      migration: plan.name, attempt: machine.standing.attempt, who: "controller",
      wallMilliseconds: surfaces.clock.wall())
    do {
      try surfaces.markFinalized(marker)
    } catch {
      surfaces.tell(
        MigrationNotice(
          .completion, .page, "\(plan.name): the finalized marker could not be written: \(error)",
          key: "marker"))
    }
  }

  private func resetEvidence(_ attempt: Int) async {
    judge.reset()
    judgement = nil
    (answers, reorgs, verification) = ((0, 0), 0, nil)
    breaker = ConsecutiveFailures(limit: plan.evidence.consecutiveFailures)
    builder = WindowBuilder(limits: plan.evidence.window, start: surfaces.clock.uptime())
    routeBuilder()
    await surfaces.route.beginAttempt(attempt, of: plan.name)
  }

  private func begin(_ beginning: StageBeginning) {
    judge.rules = plan.rules(forStage: beginning.stage)
    routeBuilder()
  }

  func routeBuilder() {
    let mode = machine.mode
    let asksBoth =
      switch mode {
      case .v4Only, .v5Only: false
      case .parallel, .canary, .v5Primary: !condition.isShared
      }
    builder.route(share: mode.share.basisPoints, asksBothArms: asksBoth)
  }

  // MARK: Route

  /// Brings the route to the machine's mode; what the router refuses is tried again at each tick.
  func applyRoute() async {
    for _ in 0..<4 {
      let target = machine.mode
      let isTowardV5 = target.share > .none
      do throws(RouteRefusal) {
        try await surfaces.route.enter(target, isTowardV5: isTowardV5)
        routeRefusal = nil
        condition.mode = target.description
      } catch {
        routeRefusal = error.reason
      }
      // A rollback may have come while the router was asked.
      if machine.mode == target { break }
    }
    routeBuilder()
  }
}
