import Evidence

@testable import Migration

/// Machines that were led to a state by events alone, and the events that lead there.
enum Rehearsal {
  static let now: Int64 = 1_800_000_000_000

  /// A plan of all kinds of stages that is over in a day.
  static var plan: MigrationPlan {
    var plan = MigrationPlan(name: "rehearsal")
    var parallel = PlannedStage(.parallel)
    (parallel.minimumTime, parallel.minimumOperations) = (.minutes(10), 50)
    var canary = PlannedStage(.canary, share: .percent(5))
    canary.approvals = 1
    var first = PlannedStage(.gradual, share: .percent(20))
    first.step = .percent(10)
    var last = PlannedStage(.gradual, share: .whole)
    last.step = .percent(40)
    plan.stages = [parallel, canary, first, last, PlannedStage(.complete)]
    return plan
  }

  /// Evidence that lets every stage go, with that many exchanges since the attempt began.
  static func pass(_ operations: Int = 1_000_000) -> StageEvidence {
    StageEvidence(.pass, operations: operations, coverage: coverage)
  }

  static var coverage: CoverageCounts {
    var counts = CoverageCounts()
    for method in SampledMethod.allCases { counts.record(method, fork: "shanghai", count: 10) }
    return counts
  }

  /// A machine in a state of that kind; a gradual one is below its target.
  static func machine(
    _ kind: MigrationStateKind, plan: MigrationPlan = Rehearsal.plan
  ) throws -> MigrationMachine {
    var machine = try MigrationMachine(plan: plan)
    if kind == .preMigration { return machine }
    _ = try machine.start(execute: true, who: "ana", at: now)
    switch kind {
    case .preMigration, .testing: break
    case .rolledBack:
      try lead(&machine) { $0 == .canary }
      _ = try machine.rollback(RollbackCause(.operator, "by hand"), who: "ana", at: now)
    case .canary, .gradual, .complete: try lead(&machine) { $0 == kind }
    case .finalized:
      try lead(&machine) { $0 == .complete }
      _ = machine.elapse(.days(7), at: now)
      _ = try machine.finalize(typed: plan.name, who: "ana", at: now)
    }
    return machine
  }

  /// Lets time and passes come, and people approve, until a state of that kind is reached.
  static func lead(
    _ machine: inout MigrationMachine, until isThere: (MigrationStateKind) -> Bool
  ) throws {
    var operations = 0
    while !isThere(machine.standing.kind) {
      operations += 1_000
      guard operations < 100_000 else { throw MigrationError.notPaused }
      try step(&machine, operations: operations)
    }
  }

  /// One step: the time of the stage, an approval where one is due, and a pass.
  static func step(_ machine: inout MigrationMachine, operations: Int) throws {
    let minimum = machine.isBelowTarget ? machine.stage.stepTime : machine.stage.minimumTime
    _ = machine.elapse(minimum, at: now)
    if !machine.isBelowTarget, machine.stage.approvals > machine.standing.approvals.count {
      _ = try machine.approve(who: "bo", at: now)
    }
    _ = try machine.evidence(pass(operations), at: now)
    if let pending = machine.standing.pending {
      _ = try machine.hooksPassed(token: pending.token, at: now)
    }
  }
}
