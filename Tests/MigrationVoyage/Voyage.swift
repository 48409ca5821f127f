import ABTesting
import Evidence
import Records
import Synchronization
import TestKit

import Migration

/// A whole migration in virtual time: a node that makes a block each slot, and a clock that only the
/// test moves.
final class Voyage {
  static let slot = 12
  /// Seconds from look to look; rarer than in a gateway, and often enough for every rule.
  private static let tick = 4

  let plan: MigrationPlan
  let route = SimulatedRoute()
  let store = InMemoryRecords()
  let controller: MigrationController
  let desk = HookDesk(HookRunner(logger: .silent))
  let notices: Notices
  let surroundings = SimulatedSurroundings()
  private let clock: VirtualClock
  private var generator: SeededGenerator
  var fault: SimulatedFault?
  private(set) var slots = 0
  /// Slots in which the caller got no answer.
  private(set) var missed = 0

  init(
    plan: MigrationPlan = .standard, seed: UInt64, restored: StoredMigration? = nil,
    records: (any RecordStore)? = nil,
    markFinalized: @escaping @Sendable (FinalizedMarker) throws(RecordsError) -> Void = { _ in }
  ) throws {
    let clock = VirtualClock()
    let notices = Notices()
    self.clock = clock
    self.plan = plan
    self.notices = notices
    generator = SeededGenerator(seed: seed)
    let (surroundings, desk) = (surroundings, desk)
    controller = try MigrationController(
      plan: plan, restored: restored,
      surfaces: .init(
        route: route, store: StoreLane(records ?? store),
        clock: ControllerClock(wall: { clock.wall }, uptime: { clock.uptime }),
        surroundings: { surroundings.current }, markFinalized: markFinalized,
        tell: { notices.append($0) },
        callHooks: { desk.take($0) }))
  }

  var uptime: Double { clock.uptime }

  /// The wall clock alone steps.
  func step(wallSeconds: Int64) { clock.step(wallSeconds: wallSeconds) }

  /// Starts the migration and lets the node run until the state is reached or the slots are over.
  func run(slots limit: Int, until isThere: (MigrationStanding) -> Bool) async throws {
    for _ in 0..<limit {
      if await isThere(controller.standing) { return }
      await runSlot()
    }
  }

  func runSlot() async {
    slots += 1
    for (method, isBuild) in [
      (SampledMethod.forkchoiceUpdated, true), (.getPayload, false), (.newPayload, false),
      (.forkchoiceUpdated, false), (.read, false),
    ] {
      await exchange(method, isBuild: isBuild)
    }
    for _ in 0..<Self.slot / Self.tick {
      clock.advance(Double(Self.tick))
      await controller.tick()
      await controller.flush()
    }
  }

  private func exchange(_ method: SampledMethod, isBuild: Bool) async {
    let share = route.share
    let arm: Arm = Int.random(in: 0..<10_000, using: &generator) < share ? .v5 : .v4
    let v4 = ArmSample(outcome: .ok, latency: latency())
    var (v5, comparison) = (
      Optional(ArmSample(outcome: .ok, latency: latency())),
      Optional(method == .getPayload ? SampledComparison.minor : .equal)
    )
    if let fault, let healthy = v5 {
      (v5, comparison) = fault.apply(healthy, method, slot: slots, &generator)
    }
    // The other side answers where the authority fails: in no mode here is the caller left alone.
    let asksBoth = route.asksBoth
    await controller.observe(
      ExchangeSample(
        method: method, fork: "shanghai", authority: arm,
        v4: asksBoth || arm == .v4 ? v4 : nil, v5: asksBoth || arm == .v5 ? v5 : nil,
        comparison: asksBoth ? comparison : nil, isSplit: share > 0 && share < 10_000,
        unit: "\(slots)"))
  }

  /// About 9 ms, with a tail.
  private func latency() -> Duration {
    let base = Double.random(in: 7...11, using: &generator)
    let isTail = Double.random(in: 0..<1, using: &generator) < 0.02
    return .microseconds(Int64((isTail ? base * 20 : base) * 1_000))
  }
}

/// A clock that stands still until it is advanced.
final class VirtualClock: Sendable {
  private let seconds = Mutex(1_000.0)
  private let offset = Mutex<Int64>(1_700_000_000_000)

  var uptime: Double { seconds.withLock { $0 } }
  var wall: Int64 { offset.withLock { $0 } + Int64(uptime * 1_000) }

  func advance(_ count: Double) { seconds.withLock { $0 += count } }

  /// The wall clock alone steps.
  func step(wallSeconds: Int64) { offset.withLock { $0 += wallSeconds * 1_000 } }
}

/// What people were told.
final class Notices: Sendable {
  private let list = Mutex<[MigrationNotice]>([])

  func append(_ notice: MigrationNotice) { list.withLock { $0.append(notice) } }

  var all: [MigrationNotice] { list.withLock { $0 } }
}

/// The machine and the folder's flags, as a test sets them.
final class SimulatedSurroundings: Sendable {
  private let state = Mutex(Surroundings())

  var current: Surroundings { state.withLock { $0 } }

  func set(_ surroundings: Surroundings) { state.withLock { $0 = surroundings } }
}
