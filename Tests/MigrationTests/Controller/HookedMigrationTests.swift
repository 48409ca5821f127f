import Foundation
import Testing

@testable import Migration
@testable import MigrationVoyage

/// A controller whose plan has hooks, with the programs really run.
@Suite(.timeLimit(.minutes(10))) struct `A migration with hooks` {
  private static func plan(_ hooks: PlannedHook...) -> MigrationPlan {
    var plan = MigrationPlan.standard
    plan.hooks = hooks
    return plan
  }

  private static func shell(
    _ name: String, _ when: PlannedHook.Moment, _ script: String
  ) -> PlannedHook {
    PlannedHook(
      name: name, when: when, command: ["/bin/sh", "-c", script], timeout: .seconds(60))
  }

  /// Starts the migration, promotes it and lets hooks run until `isThere`.
  private static func promoted(
    _ plan: MigrationPlan, until isThere: @Sendable (MigrationStanding) -> Bool
  ) async throws -> Voyage {
    let voyage = try Voyage(plan: plan, seed: 5)
    let (controller, desk) = (voyage.controller, voyage.desk)
    let calls = Task { await desk.run(for: controller) }
    defer { calls.cancel() }
    try await controller.start(execute: true, who: "ana")
    await controller.settle()
    try await controller.promote(who: "ana", reason: "the change window is short")
    while await !isThere(controller.standing), !Task.isCancelled {
      await controller.flush()
      await Task.yield()
    }
    return voyage
  }

  @Test func `advances once those before an advance have no objection`() async throws {
    let folder = try ScratchFolder()
    let plan = Self.plan(
      Self.shell("ticket", .beforeAdvance, "cat > '\(folder.path("before"))'"),
      Self.shell("board", .afterAdvance, "cat > '\(folder.path("after"))'"))
    let voyage = try await Self.promoted(plan) { $0.kind == .canary }
    #expect(voyage.route.mode == "canary(500)")
    let step = try folder.text("before")
    #expect(step.contains(#""moment":"beforeAdvance""#), "\(step)")
    #expect(step.contains(#""stage":"canary-5""#), "\(step)")
  }

  @Test func `stays where it is after a veto, with the hook's own words`() async throws {
    let plan = Self.plan(Self.shell("ticket", .beforeAdvance, "echo CHG-7 is closed >&2; exit 1"))
    let voyage = try await Self.promoted(plan) { !$0.holds.isEmpty }
    let standing = await voyage.controller.standing
    #expect(standing.kind == .testing)
    #expect(voyage.route.mode == "parallel")
    let words = standing.holds.map { "\($0)" }.joined()
    #expect(words.contains("ticket") && words.contains("CHG-7 is closed"), "\(words)")
  }

  @Test func `rolls back without asking, and tells afterwards`() async throws {
    let folder = try ScratchFolder()
    let plan = Self.plan(
      Self.shell("ticket", .beforeAdvance, "sleep 60"),
      Self.shell(
        "board", .afterRollback,
        "cd '\(folder.url.path)' && cat > told.part && mv told.part told"))
    let voyage = try Voyage(plan: plan, seed: 5)
    let (controller, desk) = (voyage.controller, voyage.desk)
    let calls = Task { await desk.run(for: controller) }
    defer { calls.cancel() }
    try await controller.start(execute: true, who: "ana")
    await controller.settle()
    try await controller.promote(who: "ana", reason: "the change window is short")
    // The hook before the advance still thinks.
    try await controller.rollback(who: "ana", reason: "slots are late")
    #expect(voyage.route.mode == "v4Only")
    while !folder.exists("told"), !Task.isCancelled { await Task.yield() }
    let told = try folder.text("told")
    #expect(told.contains(#""moment":"afterRollback""#), "\(told)")
  }
}
