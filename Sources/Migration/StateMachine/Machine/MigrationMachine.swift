/// The migration as a synchronous state machine: one method for each event.
///
/// Each method changes the standing and returns what has to be done, in order, or throws and changes
/// nothing. Time comes in as an event, so that the stage's clock stops while the controller is down;
/// `at` is the wall clock in milliseconds since 1970 and only ever stamped, never reckoned with.
public struct MigrationMachine: Hashable, Sendable {
  static let holdLimit = 64

  /// The plan in force: as it was written, with what was set since.
  public internal(set) var plan: MigrationPlan
  let written: MigrationPlan
  public internal(set) var standing: MigrationStanding

  /// Creates a machine before its migration; throws what is wrong with the plan.
  public init(plan: MigrationPlan) throws(MigrationError) {
    let problems = plan.problems
    guard problems.isEmpty else { throw .invalidPlan(problems) }
    self.plan = plan
    written = plan
    standing = MigrationStanding(name: plan.name)
  }

  /// Creates a machine from what was stored; throws where that does not belong to the plan.
  public init(plan: MigrationPlan, standing: MigrationStanding) throws(MigrationError) {
    try self.init(plan: plan)
    try Self.check(standing, plan)
    self.standing = standing
    do throws(MigrationError) {
      self.plan = try plan.adjusted(by: standing.adjustments ?? [])
    } catch {
      // The plan's file has changed under what was set: the file is what an operator can see.
      self.standing.adjustments = nil
    }
  }

  public var mode: PlannedMode { standing.mode(plan.rollback.destination) }

  /// The stage that the migration is in.
  public var stage: PlannedStage { plan.stages[standing.stage] }

  /// Tells the machine what happened.
  public mutating func handle(
    _ event: MigrationEvent, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    switch event {
    case .start(let execute, let who): try start(execute: execute, who: who, at: time)
    case .evidence(let evidence): try self.evidence(evidence, at: time)
    case .elapse(let duration): elapse(duration, at: time)
    case .raise(let hold): try raise(hold, at: time)
    case .clear(let reason): try clear(reason, at: time)
    case .wayBack(let wayBack): try self.wayBack(wayBack, at: time)
    case .freeze(let reason): try freeze(reason, at: time)
    case .pause(let who, let reason): try pause(who: who, reason: reason, at: time)
    case .resume(let who, let reason): try resume(who: who, reason: reason, at: time)
    case .approve(let who, let stage): try approve(who: who, stage: stage, at: time)
    case .promote(let who, let reason): try promote(who: who, reason: reason, at: time)
    case .hooksPassed(let token): try hooksPassed(token: token, at: time)
    case .hooksVetoed(let token, let hook, let reason):
      try hooksVetoed(token: token, hook: hook, reason: reason, at: time)
    case .rollback(let cause, let who): try rollback(cause, who: who, at: time)
    case .panic(let reason): try panic(reason, at: time)
    case .retry(let who, let force, let reason):
      try retry(who: who, force: force, reason: reason, at: time)
    case .finalize(let typed, let who, let force, let reason):
      try finalize(typed: typed, who: who, force: force, reason: reason, at: time)
    case .restart(let isClean, let downtime, let pastHorizon):
      restart(isClean: isClean, downtime: downtime, pastHorizon: pastHorizon, at: time)
    case .adjust(let path, let value, let who):
      try adjust(path, to: value, who: who, at: time)
    case .beginDrill(let who): try beginDrill(who: who, at: time)
    case .turnDrill: try turnDrill(at: time)
    case .endDrill(let failure): try endDrill(failure: failure, at: time)
    }
  }

  func require(_ event: MigrationEventKind) throws(MigrationError) {
    let kind = standing.kind
    guard event.isLegal(in: kind) else {
      throw .illegalTransition(from: kind, event: event, legal: MigrationEventKind.legal(in: kind))
    }
  }

  func require(
    _ event: MigrationEventKind, who: String, reason: String? = nil
  ) throws(MigrationError) {
    try require(event)
    guard !who.isBlank else { throw .missingIdentity(event: event) }
    if let reason, reason.isBlank { throw .missingReason(event: event) }
  }

  /// Changes the standing and puts what follows in order.
  ///
  /// Toward v5 persist then apply, toward v4 apply then persist; `marks` come directly after the
  /// persist.
  mutating func move(
    _ event: MigrationEventKind, _ reason: String, who: String? = nil, at time: Int64,
    marks: [MigrationEffect] = [], then rest: [MigrationEffect] = [], isBoot: Bool = false,
    _ change: (inout MigrationStanding) -> Void
  ) -> MigrationEffects {
    let (from, old) = (standing.state, mode)
    change(&standing)
    let transition = MigrationTransition(
      attempt: standing.attempt, event: event, from: from, to: standing.state,
      stage: stage.name, mode: mode, reason: reason, who: who, at: time)
    let record = [MigrationEffect.persist(transition)] + marks
    guard mode != old || isBoot else { return MigrationEffects(record + rest) }
    // After a start nothing is known of the route in force: v4 is applied at once.
    let isTowardV5 = isBoot ? mode.share > .none : mode.isTowardV5(from: old)
    let apply = [MigrationEffect.setMode(mode)]
    return MigrationEffects((isTowardV5 ? record + apply : apply + record) + rest)
  }

  private static func check(
    _ standing: MigrationStanding, _ plan: MigrationPlan
  ) throws(MigrationError) {
    guard standing.name == plan.name else {
      throw .standingDoesNotFit("it is \(PlanReading.clip(standing.name))'s, not \(plan.name)'s")
    }
    guard standing.attempt >= 1, plan.stages.indices.contains(standing.stage),
      standing.holds.count <= holdLimit
    else {
      throw .standingDoesNotFit("attempt \(standing.attempt), stage \(standing.stage)")
    }
    let stage = plan.stages[standing.stage]
    let fits =
      switch standing.state {
      case .preMigration, .rolledBack: true
      case .testing: stage.kind == .parallel
      case .canary(let share): stage.kind == .canary && stage.share == share
      case .gradual(let current, let target, _):
        stage.kind == .gradual && stage.share == target && current <= target
      case .complete: stage.kind == .complete
      }
    guard fits, !standing.isFinalized || standing.state == .complete else {
      throw .standingDoesNotFit("\(standing.state) in the stage \(stage.name)")
    }
  }
}

extension String {
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
