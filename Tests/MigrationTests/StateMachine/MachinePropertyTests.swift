import Evidence
import TestKit
import Testing

@testable import Migration

/// What holds after any sequence of events whatever.
@Suite struct MachinePropertyTests {
  private static var plan: MigrationPlan {
    var plan = Rehearsal.plan
    plan.hooks = [
      PlannedHook(
        name: "gate", when: .beforeAdvance, command: ["x"],
        stages: ["canary-5", "gradual-100", "complete"])
    ]
    plan.stages[2].missing = MissingEvidence(hold: .hours(1), then: .rollback)
    plan.stages[3].missing = MissingEvidence(hold: .hours(1), then: .pause)
    return plan
  }

  private static let verdicts: [EvidenceVerdict] = [
    .pass, .pass, .pass, .pass, .fail, .inconclusive, .noData,
  ]
  private static let reasons: [HoldReason] = [
    .operator, .health("disk"), .freeze(.calendar), .v5Behind, .uncleanRestart, .notPersisted,
    .hookVeto, .panic, .frozen, .evidence(.errors), .drillFailed, .missingEvidence,
  ]

  private static func evidence(
    _ machine: MigrationMachine, _ generator: inout SeededGenerator
  ) -> StageEvidence {
    var evidence = StageEvidence(
      verdicts.randomElement(using: &generator) ?? .pass,
      operations: (machine.standing.evidence?.operations ?? machine.standing.operationsBefore)
        + Int.random(in: 0...2_000, using: &generator),
      coverage: Int.random(in: 0..<5, using: &generator) == 0
        ? CoverageCounts() : Rehearsal.coverage)
    if evidence.verdict == .fail, Int.random(in: 0..<3, using: &generator) == 0 {
      evidence.rollback = RollbackCause(.evidence, "errors 9 % > 0.5 %")
    } else if evidence.verdict == .inconclusive, Bool.random(using: &generator) {
      evidence.holds = [Hold(.evidence(.sampleRatio), since: 0)]
    }
    return evidence
  }

  private static func event(
    _ machine: MigrationMachine, _ generator: inout SeededGenerator
  ) -> MigrationEvent {
    let reason = reasons.randomElement(using: &generator) ?? .operator
    switch Int.random(in: 0..<65, using: &generator) {
    case 0: return .start(execute: Bool.random(using: &generator), who: "ana")
    case 1...18: return .evidence(evidence(machine, &generator))
    case 19...34:
      return .elapse(
        [.seconds(30), .minutes(10), .hours(2), .days(1)].randomElement(using: &generator) ?? .zero)
    case 35: return .raise(Hold(reason, since: 0))
    case 36...41:
      return .clear(machine.standing.holds.randomElement(using: &generator)?.reason ?? reason)
    case 42:
      return .wayBack(
        [.open, .unhealthy("down"), .closed("cancun")].randomElement(using: &generator) ?? .open)
    case 43...44: return .wayBack(.open)
    case 45: return .freeze("flip")
    case 46: return .pause(who: "ana", reason: "r")
    case 47...50: return .resume(who: "ana", reason: Bool.random(using: &generator) ? "looked" : "")
    case 51...53:
      return .approve(who: ["ana", "bo", ""].randomElement(using: &generator) ?? "", stage: nil)
    case 54: return .promote(who: "ana", reason: "r")
    case 55...56: return .hooksPassed(token: machine.standing.pending?.token ?? 7)
    case 57:
      return .hooksVetoed(token: machine.standing.pending?.token ?? 7, hook: "gate", reason: "no")
    case 58:
      let trigger = RollbackCause.Trigger.allCases.randomElement(using: &generator) ?? .operator
      return .rollback(RollbackCause(trigger, "r"), who: nil)
    case 59: return Bool.random(using: &generator) ? .panic("file") : .clear(.panic)
    case 60: return .retry(who: "ana", force: Bool.random(using: &generator), reason: "again")
    case 61:
      let force = Int.random(in: 0..<4, using: &generator) == 0
      return .finalize(typed: "rehearsal", who: "ana", force: force, reason: "r")
    case 62:
      return .restart(
        isClean: Bool.random(using: &generator), downtime: .minutes(5),
        pastHorizon: Int.random(in: 0..<20, using: &generator) == 0 ? "cancun" : nil)
    case 63:
      let value = ["20s", "", "soon"].randomElement(using: &generator) ?? ""
      return .adjust(path: "health.interval", value: value, who: "ana")
    default:
      switch machine.standing.drill {
      case nil: return .beginDrill(who: "ana")
      case .onV5: return .turnDrill
      case .backOnV4: return .endDrill(failure: Bool.random(using: &generator) ? "slow" : nil)
      }
    }
  }

  @Test func `random sequences reach every state and make every event happen`() throws {
    var states: Set<MigrationStateKind> = []
    var events: Set<MigrationEventKind> = []
    for seed in 0..<20 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var machine = try MigrationMachine(plan: Self.plan)
      for number in 0..<1_500 where !machine.standing.isPastHorizon {
        let event = Self.event(machine, &generator)
        if (try? machine.handle(event, at: Int64(number))) != nil { events.insert(event.kind) }
        states.insert(machine.standing.kind)
        if number % 150 == 149 {
          let state: MigrationStateKind = number % 300 == 149 ? .complete : .gradual
          machine = try Rehearsal.machine(state, plan: Self.plan)
        }
      }
    }
    #expect(states == Set(MigrationStateKind.allCases))
    #expect(events == Set(MigrationEventKind.allCases))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `any sequence of events keeps every promise`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var machine = try MigrationMachine(plan: Self.plan)
    if !seed.isMultiple(of: 4) { machine = try Rehearsal.machine(.canary, plan: Self.plan) }
    for number in 0..<1_500 {
      let before = machine
      let event = Self.event(machine, &generator)
      let place: Comment = "seed \(seed), event \(number): \(event)"
      do {
        let effects = try machine.handle(event, at: Int64(number))
        Self.checkOrder(effects, before, machine, event, place)
        Self.checkAdvance(before, machine, event, place)
      } catch {
        #expect(machine == before, place)
      }
      try Self.checkWayBack(machine, place)
      if machine.standing.isFinalized || machine.standing.isPastHorizon {
        machine = try MigrationMachine(plan: Self.plan)
      }
    }
  }

  /// S9: toward v5 persisted before applied, toward v4 applied before anything is persisted.
  private static func checkOrder(
    _ effects: MigrationEffects, _ before: MigrationMachine, _ after: MigrationMachine,
    _ event: MigrationEvent, _ place: Comment
  ) {
    var mode = before.mode
    var isPersisted = false
    var modes = 0
    for effect in effects.list {
      switch effect {
      case .persist: isPersisted = true
      case .setMode(let next):
        modes += 1
        if event.kind == .restart {
          #expect(isPersisted == (next.share > .none), place)
        } else if next.isTowardV5(from: mode) {
          #expect(isPersisted, place)
        } else {
          #expect(modes == 1 && !isPersisted, place)
        }
        mode = next
      case .markFinalized: #expect(isPersisted && modes == 0, place)
      case .resetEvidence, .beginStage, .askHooks, .runHooks, .verifyRollback, .notify: break
      }
    }
    #expect(mode == after.mode, place)
    let isChanged = before.standing.state.kind != after.standing.state.kind
    #expect(!isChanged || isPersisted, place)
  }

  /// Nothing is skipped, and nothing goes on with a hold or without a pass unless a person said so.
  private static func checkAdvance(
    _ before: MigrationMachine, _ after: MigrationMachine, _ event: MigrationEvent,
    _ place: Comment
  ) {
    let (from, to) = (before.standing, after.standing)
    guard from.kind.isAdvancing, to.kind != .rolledBack, to.attempt == from.attempt,
      (from.stage, from.state.mode(.v4Only)) != (to.stage, to.state.mode(.v4Only))
    else {
      if to.kind == .testing, from.kind != .testing { #expect(to.stage == 0, place) }
      return
    }
    #expect(before.next?.stage == to.stage && before.next?.state == to.state, place)
    #expect(to.stage - from.stage <= 1, place)
    #expect(to.drill == nil && from.drill == nil || event.kind == .endDrill, place)
    let isPromoted = event.kind == .promote || from.pending?.promotion != nil
    let stops = to.holds.filter { isPromoted ? $0.isCritical : true }
    #expect(stops.isEmpty, place)
    #expect(to.pause == nil, place)
    let judged: StageEvidence? =
      if case .evidence(let evidence) = event { evidence } else { from.evidence }
    #expect(judged?.verdict != .fail, place)
    if !isPromoted {
      #expect(judged?.verdict == .pass, place)
      let missing = before.stage.coverage.missing(
        in: judged?.coverage ?? CoverageCounts(), reorgs: 0)
      if !before.isBelowTarget { #expect(missing.isEmpty, place) }
    }
  }

  /// From every state that has moved there is a way back while v4 is well.
  private static func checkWayBack(_ machine: MigrationMachine, _ place: Comment) throws {
    guard machine.standing.kind.isRunning, machine.standing.wayBack == .open else { return }
    var copy = machine
    let effects = try copy.rollback(RollbackCause(.operator, "way back"), who: "ana", at: 0)
    #expect(copy.standing.kind == .rolledBack, place)
    #expect(copy.mode == .v4Only, place)
    #expect(effects.refusal == nil, place)
    #expect(effects.list.first == .setMode(.v4Only), place)
    #expect(effects.list.contains(.verifyRollback(within: .minutes(5))), place)
  }
}
