import Evidence
import Records
import Testing

@testable import Migration
@testable import MigrationVoyage

/// The default plan from start to end in virtual time.
@Suite struct `A whole migration` {
  @Test(arguments: [0, 1] as [UInt64])
  func `runs to Complete against a healthy v5`(seed: UInt64) async throws {
    let voyage = try Voyage(seed: seed)
    try await voyage.controller.start(execute: true, who: "ana")
    try await voyage.run(slots: 12_000) { $0.state.kind == .complete }
    let report = await voyage.controller.report
    #expect(report.state == .complete, "seed \(seed): \(MigrationLines.of(report))")
    #expect(voyage.route.mode == "v5Primary")
    // Each step of the ticket, in order, and none twice.
    let expected =
      ["parallel", "canary(500)", "canary(1000)"]
      + stride(from: 1_500, to: 10_000, by: 500).map { "canary(\($0))" } + ["v5Primary"]
    #expect(voyage.route.entered == expected, "\(voyage.route.entered)")
    let stored = try #require(try voyage.store.load())
    #expect(stored.record.state == "complete")
    guard case .intact = try voyage.store.verifyAudit() else {
      Issue.record("the audit chain is broken")
      return
    }
  }

  @Test(arguments: SimulatedFault.allCases, ["parallel", "canary-5", "gradual-50", "complete"])
  func `goes back for the right reason when v5 goes wrong`(
    fault: SimulatedFault, stage: String
  ) async throws {
    let voyage = try Voyage(seed: 7)
    try await voyage.controller.start(execute: true, who: "ana")
    try await voyage.run(slots: 12_000) { standing in
      voyage.plan.stages[standing.stage].name == stage
        && standing.stepElapsed > .minutes(20)
    }
    #expect(await voyage.controller.standing.kind.isRunning)
    voyage.fault = fault
    let before = voyage.slots
    try await voyage.run(slots: 600) { $0.kind == .rolledBack }
    let report = await voyage.controller.report
    guard case .rolledBack(let reason) = report.state else {
      Issue.record("\(fault) in \(stage) was not found: \(MigrationLines.of(report))")
      return
    }
    #expect(Self.reasons(fault).contains { reason.contains($0) }, "\(fault): \(reason)")
    #expect(voyage.slots - before <= Self.patience(fault), "\(fault): \(voyage.slots - before)")
    #expect(voyage.route.mode == "v4Only")
    #expect(voyage.notices.all.contains { $0.urgency == .page })
  }

  /// What a fault may be called.
  private static func reasons(_ fault: SimulatedFault) -> [String] {
    switch fault {
    case .slow: ["latency-p50", "latency-p99"]
    case .errors: ["service-level", "errors", "consecutive", "paired"]
    case .wrongStatus: ["disagree"]
    case .wrongPayload: ["mismatch"]
    case .silent: ["silence"]
    case .flapping, .gone: ["consecutive"]
    }
  }

  /// In slots.
  private static func patience(_ fault: SimulatedFault) -> Int {
    switch fault {
    case .slow: 60
    case .errors: 20
    case .wrongStatus, .flapping, .gone: 4
    case .wrongPayload: 30
    case .silent: 12
    }
  }
}

enum MigrationLines {
  static func of(_ report: MigrationReport) -> String {
    "\(report.state) in \(report.stage): \(report.blockers.joined(separator: "; "))"
      + " | \(report.judgement?.readings.map(\.description).joined(separator: "; ") ?? "-")"
  }
}
