import Foundation
import Migration
import Records
import SQLiteRecords

/// A whole migration in virtual time on a store of its own, which may be killed on the way.
///
/// `MigrationVoyage FOLDER there|back [before|after|full NUMBER]` goes on with what the folder has,
/// says how it began, each transition once it is written, and how it ended; «back» has v5 go wrong,
/// «full» has the disk take nothing more after that transition.
@main struct MigrationVoyage {
  private static let slotLimit = 6_000

  let voyage: Voyage
  let store: any RecordStore
  let stopping: StoppingStore
  let goesBack: Bool

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 || arguments.count == 5 else { throw VoyageError.usage }
    let folder = StateFolder(URL(filePath: arguments[1]))
    guard case .opened(let store, let restored) = try SQLiteRecords.open(folder, nowMilliseconds: 0)
    else { throw VoyageError.unreadable }
    let stopping = StoppingStore(store, stop: try stop(arguments.dropFirst(3)))
    let voyage = try Voyage(
      plan: .short, seed: 1, restored: restored, records: stopping,
      markFinalized: { marker throws(RecordsError) in try folder.markFinalized(marker) })
    try await MigrationVoyage(
      voyage: voyage, store: store, stopping: stopping, goesBack: arguments[2] == "back"
    ).sail()
  }

  private static func stop(_ arguments: ArraySlice<String>) throws -> StoppingStore.Stop? {
    guard let side = arguments.first else { return nil }
    guard let number = arguments.last.flatMap({ Int($0) }) else { throw VoyageError.usage }
    switch side {
    case "before": return .before(number)
    case "after": return .after(number)
    case "full": return .full(number)
    default: throw VoyageError.usage
    }
  }

  private func sail() async throws {
    let controller = voyage.controller
    try store.markRunning()
    await controller.boot(wasUnclean: store.wasUnclean)
    var standing = await controller.standing
    let isUnclean = standing.hold(.uncleanRestart) != nil
    Self.say(
      "began \(standing.kind.rawValue) \(voyage.route.mode) \(isUnclean ? "uncleanRestart" : "-")")
    await controller.flush()
    if standing.kind == .preMigration {
      try await controller.start(execute: true, who: "ana")
    }
    if standing.kind.isRunning || standing.kind == .preMigration {
      for _ in 0..<Self.slotLimit {
        standing = await controller.standing
        if goesBack, standing.stage >= 2 { voyage.fault = .gone }
        let isThere = standing.kind == (goesBack ? .rolledBack : .complete)
        if isThere, standing.hold(.uncleanRestart) == nil { break }
        if stopping.isFull { return try await sailOnFullDisk() }
        await voyage.runSlot()
      }
    }
    if standing.kind == .complete {
      try await controller.finalize(
        typed: voyage.plan.name, who: "ana", force: true, reason: "seen enough")
      await controller.settle()
      standing = await controller.standing
    }
    await controller.flush()
    Self.say("ended \(standing.kind.rawValue) \(voyage.route.mode)")
    try store.markCleanlyStopped()
    try store.close()
  }

  /// Nothing more fits: the migration has to stand still, and to go back all the same.
  private func sailOnFullDisk() async throws {
    let controller = voyage.controller
    let before = await controller.standing
    Self.say("full \(before.kind.rawValue) \(voyage.route.mode)")
    for _ in 0..<400 { await voyage.runSlot() }
    let held = await controller.standing
    let isHeld = held.hold(.notPersisted) != nil
    Self.say("held \(held.kind.rawValue) \(voyage.route.mode) \(isHeld ? "notPersisted" : "-")")
    try await controller.rollback(who: "ana", reason: "the disk is full")
    Self.say("back \(voyage.route.mode)")
    stopping.makeRoom()
    await controller.flush()
    Self.say("ended \(await controller.standing.kind.rawValue) \(voyage.route.mode)")
    try store.markCleanlyStopped()
    try store.close()
  }

  /// A line that has left the process when this returns.
  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }
}

enum VoyageError: Error {
  case usage
  case unreadable
}

extension MigrationPlan {
  /// The standard plan's stages with minutes for hours, and steps of a quarter.
  static let short: MigrationPlan = {
    var plan = MigrationPlan.standard
    plan.stages = plan.stages.filter { ![25, 75, 90].contains($0.share.basisPoints / 100) }
    for index in plan.stages.indices {
      plan.stages[index].minimumTime = .minutes(2)
      plan.stages[index].stepTime = .minutes(1)
      plan.stages[index].step = .percent(25)
    }
    return plan
  }()
}
