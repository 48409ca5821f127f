public import Evidence

/// What the evidence comes to for the stage, after a window.
public struct StageEvidence: Codable, Hashable, Sendable {
  public var verdict: EvidenceVerdict
  /// The exchanges of v5 since the attempt began.
  public var operations: Int
  /// What v5 has answered since the attempt began.
  public var coverage: CoverageCounts
  /// The reorganisations that both sides have followed since the attempt began.
  public var reorgs: Int
  /// The readings that are no pass, as status prints them.
  public var reasons: [String]
  /// The holds that detectors ask for.
  public var holds: [Hold]
  /// The rollback that a detector asks for.
  public var rollback: RollbackCause?

  public init(
    _ verdict: EvidenceVerdict, operations: Int = 0, coverage: CoverageCounts = CoverageCounts(),
    reorgs: Int = 0, reasons: [String] = [], holds: [Hold] = [], rollback: RollbackCause? = nil
  ) {
    self.verdict = verdict
    self.operations = operations
    self.coverage = coverage
    self.reorgs = reorgs
    self.reasons = reasons
    self.holds = holds
    self.rollback = rollback
  }

  /// Reads a judgement; `at` is the time of its window's end in milliseconds since 1970.
  public init(_ judgement: Judgement, reorgs: Int, at time: Int64) {
    let asking = judgement.readings.filter { $0.action == .hold }
    self.init(
      judgement.verdict, operations: judgement.v5Calls, coverage: judgement.coverage,
      reorgs: reorgs,
      reasons: judgement.readings.filter { $0.enforcement >= .hold && $0.verdict != .pass }
        .map(\.description),
      holds: asking.map { Hold($0, at: time) })
    if judgement.action == .rollback, let reading = judgement.decisive {
      let trigger: RollbackCause.Trigger = reading.detector == .critical ? .divergence : .evidence
      rollback = RollbackCause(trigger, reading.description)
    }
  }
}
