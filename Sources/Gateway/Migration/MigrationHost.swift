import Evidence
import Foundation
import LighthouseCompatibility
import Logging
import Migration
import NIOCore
import Records
import SQLiteRecords
import Synchronization

/// Runs a migration's controller beside the gateway: samples in, ticks, the disk, commands.
///
/// Everything runs in the tasks of `run`, which its owner cancels; commands are handed over by a
/// bounded stream.
final class MigrationHost: Sendable {
  struct Request: Sendable {
    let command: MigrationCommand
    let promise: EventLoopPromise<MigrationReport>
  }

  /// What others may read of the controller without waiting for it.
  private struct Snapshot: Sendable {
    let report: MigrationReport
    let plan: MigrationPlan

    init(_ controller: MigrationController) async {
      (report, plan) = await controller.reading
    }
  }

  private static let waitingCommands = 64
  private static let trafficEvery = Duration.seconds(1)

  let controller: MigrationController
  private let store: any RecordStore
  private let lane: StoreLane
  private let feed: SampleFeed
  private let pace: MigrationPace
  private let logger: Logger
  private let notifier: Notifier
  private let desk: HookDesk
  private let records: TrafficRecords
  private let requests: AsyncStream<Request>
  private let inbox: AsyncStream<Request>.Continuation
  private let snapshot: Mutex<Snapshot>
  /// When the controller looked at the clock last, by the clock of the wall whatever its own is.
  private let ticked: Mutex<Double>
  private let now: @Sendable () -> Double

  private init(
    controller: MigrationController, snapshot: Snapshot, store: any RecordStore,
    lane: StoreLane, feed: SampleFeed, notifier: Notifier, desk: HookDesk, records: TrafficRecords,
    pace: MigrationPace, logger: Logger, now: @escaping @Sendable () -> Double
  ) {
    self.now = now
    ticked = Mutex(now())
    self.pace = pace
    self.controller = controller
    self.store = store
    self.lane = lane
    self.feed = feed
    self.notifier = notifier
    self.desk = desk
    self.records = records
    self.logger = logger
    (requests, inbox) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(Self.waitingCommands))
    self.snapshot = Mutex(snapshot)
  }

  /// Seconds of the migration's time in one of the machine's.
  var speed: Double { pace.speed }

  /// Opens what was stored and puts it into force (S9).
  static func start(
    _ settings: MigrationSettings, opened: OpenedState, control: GatewayControl, feed: SampleFeed,
    pace: MigrationPace, logger: Logger
  ) async throws -> MigrationHost {
    let (folder, clock) = (opened.folder, pace.clock)
    let lane = StoreLane(opened.store)
    let notifier = notifier(of: settings.plan, clock: clock, logger: logger)
    let desk = HookDesk(HookRunner(logger: logger))
    let room = MachineRoom(folder: folder, counts: control.counts)
    let controller = try MigrationController(
      plan: settings.plan, restored: opened.restored,
      surfaces: .init(
        route: GatewayRoute(control: control), store: lane, clock: clock,
        surroundings: { room.look() },
        markFinalized: { marker throws(RecordsError) in try folder.markFinalized(marker) },
        tell: { notifier.tell($0) }, callHooks: { desk.take($0) }))
    let record = opened.restored?.record
    let (windows, drilledAt) = try await lane.perform { store throws(RecordsError) in
      try store.markRunning()
      return (try Self.windows(store, record), try Self.drilledAt(store, settings.plan))
    }
    let down = record.map { clock.wall() - $0.moment.wallMilliseconds } ?? 0
    await controller.boot(
      wasUnclean: opened.store.wasUnclean,
      downtime: PlannedDuration(milliseconds: Int(clamping: max(0, down))),
      drilledAt: drilledAt, windows: windows)
    return MigrationHost(
      controller: controller, snapshot: await Snapshot(controller), store: opened.store, lane: lane,
      feed: feed, notifier: notifier, desk: desk,
      records: TrafficRecords(control: control, lane: lane, clock: clock),
      pace: pace, logger: logger, now: control.now)
  }

  /// The plan's channels; the log hears everything unless the plan says otherwise.
  private static func notifier(
    of plan: MigrationPlan, clock: ControllerClock, logger: Logger
  ) -> Notifier {
    var planned = plan.notifications
    if !planned.contains(where: { $0.channel == .log }) {
      planned.append(PlannedNotification(channel: .log))
    }
    return Notifier(
      planned, migration: plan.name, clock: NoticeClock(wall: clock.wall, uptime: clock.uptime),
      logger: logger)
  }

  /// The stored windows of the present attempt, from which its evidence is gathered again.
  private static func windows(
    _ store: any RecordStore, _ record: MigrationRecord?
  ) throws(RecordsError) -> [EvidenceWindow] {
    guard let record else { return [] }
    let query = RecordQuery(
      migration: record.name, attempt: record.attempt, limit: 20_000, isNewestFirst: true)
    return try store.records(WindowRecord.self, matching: query).reversed().compactMap {
      try? JSONDecoder().decode(EvidenceWindow.self, from: Data($0.record.document.utf8))
    }
  }

  /// When the last drill passed; before the first, when the migration began.
  private static func drilledAt(
    _ store: any RecordStore, _ plan: MigrationPlan
  ) throws(RecordsError) -> Int64? {
    let drills = RecordQuery(migration: plan.name, limit: 100, isNewestFirst: true)
    let passed = try store.records(DrillRecord.self, matching: drills)
      .first { $0.record.outcome == MigrationController.passed }
    let first = try store.records(
      TransitionRecord.self, matching: RecordQuery(migration: plan.name, limit: 1)
    ).first
    return passed?.record.moment.wallMilliseconds ?? first?.record.moment.wallMilliseconds
  }

  /// The migration as it was after the last thing that happened.
  var report: MigrationReport { snapshot.withLock { $0.report } }

  /// When the controller looked at the clock last, in seconds since 1970.
  var tickedAt: Double { ticked.withLock { $0 } }

  /// The plan in force.
  var plan: MigrationPlan { snapshot.withLock { $0.plan } }

  /// Hands a command to the controller; its report comes once it is done or refused.
  func submit(
    _ command: MigrationCommand, on loop: any EventLoop
  ) -> EventLoopFuture<MigrationReport> {
    let promise = loop.makePromise(of: MigrationReport.self)
    guard case .enqueued = inbox.yield(Request(command: command, promise: promise)) else {
      promise.fail(MigrationHostError.busy)
      return promise.futureResult
    }
    return promise.futureResult
  }

  /// Reads the store on the lane of the disk.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any RecordStore) throws(RecordsError) -> Value
  ) async throws(RecordsError) -> Value {
    try await lane.perform(body)
  }

  // MARK: Running

  /// Runs until it is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.takeSamples() }
      group.addTask { await self.tick() }
      group.addTask { await self.write() }
      group.addTask { await self.obey() }
      group.addTask { await self.keepTraffic() }
      group.addTask { await self.notifier.run() }
      group.addTask { await self.desk.run(for: self.controller) }
    }
    // Whoever still waits for an answer gets one.
    inbox.finish()
    for await request in requests { request.promise.fail(MigrationHostError.stopping) }
  }

  /// Writes what is left and closes the store in order.
  func close() async {
    await controller.flush()
    do throws(RecordsError) {
      try await lane.perform { store throws(RecordsError) in
        try store.markCleanlyStopped()
        try store.close()
      }
    } catch {
      logger.error("the migration's store was not closed in order", metadata: ["error": "\(error)"])
    }
  }

  private func takeSamples() async {
    for await item in feed.items {
      switch item {
      case .exchange(let sample): await controller.observe(sample)
      case .late(let comparison): await controller.observe(late: comparison)
      }
    }
  }

  private func tick() async {
    while !Task.isCancelled {
      let dropped = feed.takeDropped()
      if dropped > 0 { await controller.observe(dropped: dropped) }
      await controller.tick()
      ticked.withLock { $0 = now() }
      await publish()
      do { try await Task.sleep(for: pace.tick) } catch { return }
    }
  }

  private func write() async {
    for await _ in await controller.bell() {
      await controller.flush()
      await publish()
    }
  }

  private func obey() async {
    for await request in requests {
      do throws(MigrationError) {
        try await request.command.run(controller)
        await controller.settle()
        await publish()
        request.promise.succeed(report)
      } catch {
        request.promise.fail(error)
      }
    }
  }

  /// Samples and tests are worth having, and nothing waits for them.
  private func keepTraffic() async {
    var records = records
    var isFailing = false
    while !Task.isCancelled {
      do { try await Task.sleep(for: Self.trafficEvery) } catch { return }
      do {
        try await records.look(report)
        isFailing = false
      } catch {
        if !isFailing {
          logger.warning("traffic is not written down", metadata: ["reason": "\(error)"])
        }
        isFailing = true
      }
    }
  }

  private func publish() async {
    let snapshot = await Snapshot(controller)
    self.snapshot.withLock { $0 = snapshot }
  }
}

/// Why a command did not reach the controller.
enum MigrationHostError: Error, CustomStringConvertible {
  case noMigration
  case busy
  case stopping

  var description: String {
    switch self {
    case .noMigration: "no migration runs: name a folder under state.folder"
    case .busy: "too many commands wait; try again in a moment"
    case .stopping: "the gateway is shutting down"
    }
  }
}
