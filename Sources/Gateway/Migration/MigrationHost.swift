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

  private static let waitingCommands = 64

  let controller: MigrationController
  let plan: MigrationPlan
  private let store: any RecordStore
  private let lane: StoreLane
  private let feed: SampleFeed
  private let tickLength: Duration
  private let logger: Logger
  private let tells: AsyncStream<MigrationNotice>
  private let requests: AsyncStream<Request>
  private let inbox: AsyncStream<Request>.Continuation
  private let snapshot: Mutex<MigrationReport>

  private init(
    controller: MigrationController, report: MigrationReport, store: any RecordStore,
    lane: StoreLane, feed: SampleFeed, tells: AsyncStream<MigrationNotice>, tickLength: Duration,
    logger: Logger
  ) {
    self.tickLength = tickLength
    self.controller = controller
    plan = controller.plan
    self.store = store
    self.lane = lane
    self.feed = feed
    self.tells = tells
    self.logger = logger
    (requests, inbox) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(Self.waitingCommands))
    snapshot = Mutex(report)
  }

  /// Opens what was stored and puts it into force (S9).
  static func start(
    _ settings: MigrationSettings, opened: OpenedState, control: GatewayControl, feed: SampleFeed,
    pace: MigrationPace, logger: Logger
  ) async throws -> MigrationHost {
    let (folder, clock) = (opened.folder, pace.clock)
    let lane = StoreLane(opened.store)
    let (tells, teller) = AsyncStream.makeStream(
      of: MigrationNotice.self, bufferingPolicy: .bufferingNewest(256))
    let room = MachineRoom(folder: folder)
    let controller = try MigrationController(
      plan: settings.plan, restored: opened.restored,
      surfaces: .init(
        route: GatewayRoute(control: control), store: lane, clock: clock,
        surroundings: { room.look() },
        markFinalized: { marker throws(RecordsError) in try folder.markFinalized(marker) },
        tell: { teller.yield($0) }))
    let record = opened.restored?.record
    let windows = try await lane.perform { store throws(RecordsError) in
      try store.markRunning()
      return try Self.windows(store, record)
    }
    let down = record.map { clock.wall() - $0.moment.wallMilliseconds } ?? 0
    await controller.boot(
      wasUnclean: opened.store.wasUnclean,
      downtime: PlannedDuration(milliseconds: Int(clamping: max(0, down))), windows: windows)
    return MigrationHost(
      controller: controller, report: await controller.report, store: opened.store, lane: lane,
      feed: feed, tells: tells, tickLength: pace.tick, logger: logger)
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

  /// The migration as it was after the last thing that happened.
  var report: MigrationReport { snapshot.withLock { $0 } }

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
      group.addTask { await self.tell() }
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
      await publish()
      do { try await Task.sleep(for: tickLength) } catch { return }
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

  private func tell() async {
    for await notice in tells {
      let metadata: Logger.Metadata = [
        "topic": "\(notice.topic.rawValue)", "migration": "\(plan.name)",
      ]
      switch notice.urgency {
      case .information: logger.notice("\(notice.text)", metadata: metadata)
      case .warning: logger.warning("\(notice.text)", metadata: metadata)
      case .page: logger.critical("\(notice.text)", metadata: metadata)
      }
    }
  }

  private func publish() async {
    let report = await controller.report
    snapshot.withLock { $0 = report }
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
