import ChainKit
import DevChain
import Evidence
import Gateway
import LighthouseCompatibility
import Migration
import Testing

extension EndToEnd {
  @Suite struct MigrationOnRealEnginesTests {
    /// Seconds of the migration's time for each call: a slot of six calls is 15 s.
    private static let secondsPerCall = 2.5
    /// By what the plan's hours are divided; its evidence stays whole.
    private static let compression = 6
    /// The chain's transactions are spread over the migration.
    private static let slotsPerTransaction = 25
    private static let slotLimit = 2_000

    @Test("the whole plan runs to Complete, and no answer is another than without the gateway")
    func theWholePlanRunsToComplete() async throws {
      try await Self.run { _, report in
        report.kind == .complete
      } then: { caller, harness in
        let report = try #require(harness.migration)
        #expect(report.mode == "v5Primary")
        #expect(report.verification == nil)
        let states = report.transitions.map(\.to.kind)
        #expect(states.contains(.testing) && states.contains(.canary) && states.contains(.gradual))
        #expect(caller.transactionsInBlocks > 0)
      }
    }

    @Test(
      "a fault of v5 at a tenth of the blocks ends in a rollback that no caller notices",
      arguments: [EngineFault.status500, .invalid, .garbage])
    func aFaultEndsInARollbackThatNoCallerNotices(fault: EngineFault) async throws {
      try await Self.run { harness, report in
        if report.stage == "canary-10", report.stepElapsed > .minutes(10) {
          try await harness.v5.setFault(fault)
        }
        return report.kind == .rolledBack
      } then: { caller, harness in
        // The chain goes on with v4, while v5 is still wrong.
        try await caller.runSlots(5)
        let report = try #require(harness.migration)
        #expect(report.kind == .rolledBack && report.mode == "v4Only")
        let reason = report.transitions.last?.reason ?? ""
        #expect(
          reason.contains(fault == .invalid ? "disagree" : "consecutive failures"), "\(reason)")
        #expect(try await harness.status().authority == .v4)
      }
    }

    /// The default plan with shorter hours, and no judgement of latency: that is the machine's, on
    /// which both engines, the gateway and whatever else runs share two cores.
    private static var plan: MigrationPlan {
      var plan = MigrationPlan.standard
      for detector in [DetectorName.latencyP50, .latencyP99] {
        plan.evidence.enforcement[detector] = .off
      }
      for index in plan.stages.indices {
        let stage = plan.stages[index]
        plan.stages[index].minimumTime = shortened(stage.minimumTime)
        plan.stages[index].stepTime = shortened(stage.stepTime)
      }
      return plan
    }

    private static func shortened(_ time: PlannedDuration) -> PlannedDuration {
      PlannedDuration(milliseconds: time.milliseconds / compression)
    }

    /// Runs a migration slot by slot, then a control without the gateway, and compares.
    private static func run(
      until isOver: (TwoEngineHarness, MigrationReport) async throws -> Bool,
      then: (inout ChainCaller, TwoEngineHarness) async throws -> Void
    ) async throws {
      let time = SlotTime()
      try await TwoEngineHarness.run(
        mode: .parallel, buildsAlike: true, extra: "\ntopology: separate", pace: time.pace,
        plan: plan
      ) { harness in
        var caller = try await ChainCaller(
          forks: harness.genesis.forks, dialect: .v4, slotsPerTransaction: slotsPerTransaction
        ) { method, params, id in
          defer { time.advance(secondsPerCall) }
          return try await harness.call(method, params, id: id)
        }
        try await harness.startMigration()
        var slots = 0
        while slots < slotLimit {
          try await caller.runSlots(1)
          slots += 1
          if let report = harness.migration, try await isOver(harness, report) { break }
        }
        let text = harness.migration.map(MigrationText.lines) ?? []
        #expect(slots < slotLimit, "\(text.joined(separator: "\n"))")
        try await then(&caller, harness)
        #expect(caller.driver.counts.missed == 0, "\(caller.driver.misses)")
        try await expectSameAnswers(caller, harness)
      }
    }

    /// The same calls to an engine of its own, with nothing between.
    private static func expectSameAnswers(
      _ caller: ChainCaller, _ harness: TwoEngineHarness
    ) async throws {
      let answers = try await harness.withAnotherEngine { engine in
        var control = try await ChainCaller(
          forks: harness.genesis.forks, dialect: .v4, slotsPerTransaction: slotsPerTransaction
        ) { try await engine.call($0, $1, id: $2) }
        try await control.runSlots(caller.driver.counts.blocks)
        return control.answers
      }
      #expect(answers.count == caller.answers.count)
      for (index, pair) in zip(caller.answers, answers).enumerated() where pair.0 != pair.1 {
        Issue.record("answer \(index): \(pair.0) instead of \(pair.1)")
        break
      }
    }
  }
}
