import Evidence
import Testing

@testable import Migration

/// Every pair of a state and an event.
@Suite struct TransitionTableTests {
  /// What is legal, written down a second time.
  private static let legal: [MigrationStateKind: Set<MigrationEventKind>] = [
    .preMigration: [.start, .panic, .adjust, .elapse, .raise, .clear, .wayBack, .restart],
    .testing: running.union(advancing),
    .canary: running.union(advancing),
    .gradual: running.union(advancing),
    .complete: running.union([.finalize]),
    .finalized: [.elapse, .raise, .clear, .wayBack, .restart],
    .rolledBack: [.retry, .panic, .freeze, .adjust, .elapse, .raise, .clear, .wayBack, .restart],
  ]
  private static let running: Set<MigrationEventKind> = [
    .evidence, .elapse, .raise, .clear, .wayBack, .freeze, .resume, .rollback, .panic, .restart,
    .adjust, .beginDrill, .turnDrill, .endDrill,
  ]
  private static let advancing: Set<MigrationEventKind> = [
    .pause, .approve, .promote, .hooksPassed, .hooksVetoed,
  ]

  /// An event of a kind that does what it says where it is legal.
  private static func event(_ kind: MigrationEventKind) -> MigrationEvent {
    switch kind {
    case .start: .start(execute: true, who: "ana")
    case .evidence: .evidence(Rehearsal.pass())
    case .elapse: .elapse(.seconds(1))
    case .raise: .raise(Hold(.operator, since: 0))
    case .clear: .clear(.operator)
    case .wayBack: .wayBack(.open)
    case .freeze: .freeze("a flip")
    case .pause: .pause(who: "ana", reason: "lunch")
    case .resume: .resume(who: "ana", reason: "looked")
    case .approve: .approve(who: "ana", stage: nil)
    case .promote: .promote(who: "ana", reason: "known good")
    case .hooksPassed: .hooksPassed(token: 1)
    case .hooksVetoed: .hooksVetoed(token: 1, hook: "h", reason: "no")
    case .rollback: .rollback(RollbackCause(.operator, "by hand"), who: "ana")
    case .panic: .panic("file")
    case .retry: .retry(who: "ana", force: false, reason: "")
    case .finalize: .finalize(typed: "rehearsal", who: "ana", force: true, reason: "done")
    case .restart: .restart(isClean: true, downtime: .zero, pastHorizon: nil)
    case .adjust: .adjust(path: "health.interval", value: "20s", who: "ana")
    case .beginDrill: .beginDrill(who: "ana")
    case .turnDrill: .turnDrill
    case .endDrill: .endDrill(failure: nil)
    }
  }

  /// A machine in a state, with what an event of that kind needs to have an effect.
  private static func machine(
    _ state: MigrationStateKind, for event: MigrationEventKind
  ) throws -> MigrationMachine {
    var plan = Rehearsal.plan
    for index in plan.stages.indices { plan.stages[index].approvals = 1 }
    var machine = try Rehearsal.machine(state, plan: plan)
    guard state.isRunning else { return machine }
    switch event {
    case .resume: machine.standing.pause = Pause(who: "ana", reason: "r", since: 0)
    case .turnDrill: machine.standing.drill = .onV5
    case .endDrill: machine.standing.drill = .backOnV4
    case .hooksPassed, .hooksVetoed:
      machine.standing.pending = PendingAdvance(
        token: 1, from: machine.standing.state, to: .complete, stage: "complete", hooks: ["h"],
        promotion: nil, limit: .minutes(1))
    case .promote: machine.standing.approvals = [Approval(who: "bo", at: 0)]
    case .start, .evidence, .elapse, .raise, .clear, .wayBack, .freeze, .pause, .approve,
      .rollback, .panic, .retry, .finalize, .restart, .adjust,
      .beginDrill:
      break
    }
    return machine
  }

  @Test(arguments: MigrationStateKind.allCases, MigrationEventKind.allCases)
  func `each pair is a legal transition or a typed error`(
    _ state: MigrationStateKind, _ kind: MigrationEventKind
  ) throws {
    var machine = try Self.machine(state, for: kind)
    #expect(machine.standing.kind == state)
    let before = machine
    let event = Self.event(kind)
    #expect(event.kind == kind)
    let isLegal = Self.legal[state]?.contains(kind) == true
    #expect(kind.isLegal(in: state) == isLegal)
    guard isLegal else {
      let expected = MigrationError.illegalTransition(
        from: state, event: kind, legal: MigrationEventKind.legal(in: state))
      #expect(throws: expected) { _ = try machine.handle(event, at: Rehearsal.now) }
      #expect(machine == before)
      #expect(
        expected.description.contains("\(kind.rawValue) is not possible in \(state.rawValue)"))
      return
    }
    _ = try machine.handle(event, at: Rehearsal.now)
  }

  /// What each event leads to from each state; what is not named stays in its state.
  private static let destinations: [MigrationStateKind: [MigrationEventKind: MigrationStateKind]] =
    [
      .preMigration: [.start: .testing],
      .testing: [.promote: .canary, .rollback: .rolledBack, .panic: .rolledBack],
      .canary: [.promote: .gradual, .rollback: .rolledBack, .panic: .rolledBack],
      .gradual: [.rollback: .rolledBack, .panic: .rolledBack],
      .complete: [.finalize: .finalized, .rollback: .rolledBack, .panic: .rolledBack],
      .finalized: [:],
      .rolledBack: [.retry: .testing],
    ]

  @Test(arguments: MigrationStateKind.allCases, MigrationEventKind.allCases)
  func `each legal event leads where the table says`(
    _ state: MigrationStateKind, _ kind: MigrationEventKind
  ) throws {
    guard Self.legal[state]?.contains(kind) == true else { return }
    var machine = try Self.machine(state, for: kind)
    _ = try machine.handle(Self.event(kind), at: Rehearsal.now)
    #expect(machine.standing.kind == Self.destinations[state]?[kind] ?? state)
  }

  @Test func `the mode follows from the state`() throws {
    let modes = try MigrationStateKind.allCases.map { try Rehearsal.machine($0).mode }
    #expect(
      modes == [
        .v4Only, .parallel, .canary(.percent(5)), .canary(.percent(15)), .v5Primary, .v5Only,
        .v4Only,
      ])
  }

  @Test func `the whole plan goes by its stages and steps, and no others`() throws {
    var machine = try MigrationMachine(plan: .standard)
    _ = try machine.start(execute: true, who: "ana", at: 0)
    var shares: [Int] = []
    var stages: [String] = []
    var operations = 0
    while machine.standing.kind != .complete {
      shares.append(machine.mode.share.basisPoints / 100)
      if stages.last != machine.stage.name { stages.append(machine.stage.name) }
      operations += 1_000
      try Rehearsal.step(&machine, operations: operations)
      try #require(operations < 100_000)
    }
    #expect(shares == [0, 5] + Array(stride(from: 10, through: 100, by: 5)))
    #expect(stages == MigrationPlan.standard.stages.dropLast().map(\.name))
    #expect(machine.mode == .v5Primary)
  }

  @Test func `a start without execute moves nothing`() throws {
    var machine = try Rehearsal.machine(.preMigration)
    let before = machine
    #expect(try machine.start(execute: false, who: "ana", at: 0) == .none)
    #expect(machine == before)
  }

  @Test func `modes have the router's names`() throws {
    for mode in [.v4Only, .parallel, .canary(.percent(5)), .v5Primary, .v5Only] as [PlannedMode] {
      #expect(PlannedMode(name: mode.description) == mode)
    }
    for name in ["", "v4", "canary", "canary(10001)", "canary(05)", "canary(-1)"] {
      #expect(PlannedMode(name: name) == nil)
    }
    let order: [PlannedMode] = [
      .v4Only, .parallel, .canary(.none), .canary(.percent(5)), .canary(.whole), .v5Primary,
      .v5Only,
    ]
    for (left, right) in zip(order, order.dropFirst()) {
      #expect(right.isTowardV5(from: left))
      #expect(!left.isTowardV5(from: right))
    }
  }
}
