import ChainKit
import DevChain
import LighthouseCompatibility

/// What came of a chain whose v5 engine goes wrong after some healthy slots.
struct ChainRun: Sendable {
  static let healthySlots = 9
  static let faultySlots = 6
  static let slots = healthySlots + faultySlots

  let answers: [String]
  let counts: SlotCounts
  let misses: [MissedSlot]
  let metrics: CompatMetrics.Snapshot

  /// Runs a Shanghai chain in v4's dialect and lets something happen to v5's engine midway.
  static func run(
    mode: MigrationMode = .parallel, v5TimeoutMultiplier: Double = 1,
    _ incident: (EELSEngine) async throws -> Void
  ) async throws -> ChainRun {
    try await TwoEngineHarness.run(mode: mode, v5TimeoutMultiplier: v5TimeoutMultiplier) {
      harness in
      var caller = try await ChainCaller(harness, dialect: .v4)
      try await caller.runSlots(healthySlots)
      _ = try await harness.settledMetrics()
      try await incident(harness.v5)
      try await caller.runSlots(faultySlots)
      return ChainRun(
        answers: caller.answers, counts: caller.driver.counts, misses: caller.driver.misses,
        metrics: try await harness.settledMetrics())
    }
  }

  /// The same chain on v4 alone; run once.
  static func control() async throws -> ChainRun {
    try await controlRun.value
  }

  private static let controlRun = Task { try await run(mode: .v4Only) { _ in } }

  /// How often a verdict was given on an operation.
  func count(_ verdict: Verdict, of operation: String) -> Int {
    metrics.verdicts[operation]?[verdict] ?? 0
  }
}
