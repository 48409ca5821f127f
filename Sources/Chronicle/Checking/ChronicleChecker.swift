/// Compares the logs of a run's caller and engines and says where they break the invariants.
///
/// It reads nothing but logs: what the gateway adds of its own is told from the caller's by the
/// rules that `ForkchoiceAlignment`, `PayloadOrder` and `OperationMatching` state. Time and memory
/// grow with the number of entries, times its logarithm.
public enum ChronicleChecker {
  /// The violations that the logs show.
  public static func violations(
    caller: ChronicleLog, engines: [String: ChronicleLog], expectations: ChronicleExpectations
  ) throws(ChronicleError) -> [Violation] {
    try report(caller: caller, engines: engines, expectations: expectations).violations
  }

  /// The violations, and what the run amounted to.
  ///
  /// - Throws: `.incomplete`, `.missingLog`, `.unexpectedLog` where nothing can be concluded.
  public static func report(
    caller: ChronicleLog, engines: [String: ChronicleLog], expectations: ChronicleExpectations
  ) throws(ChronicleError) -> ChronicleReport {
    let logs = try ComparedLogs(caller: caller, engines: engines, expectations: expectations)
    let builds = BuildBook(logs.caller)
    let origins = AnswerOrigins(logs, builds: builds)
    let homes = BuildHomes(logs, builds: builds, origins: origins)
    let divergences = Divergences(logs, origins: origins)
    let (order, repetitions) = orderViolations(logs)
    let violations =
      origins.violations + order + homes.violations + divergences.violations
      + VerdictFlips.violations(logs)
    let summary = ChronicleSummary(
      logs, divergences: divergences.blocks, repetitions: repetitions)
    return ChronicleReport(violations: inOrder(violations), summary: summary)
  }

  /// S2 and S3, and how often each engine was told a forkchoice again.
  private static func orderViolations(_ logs: ComparedLogs) -> ([Violation], [Int]) {
    let sequence = ForkchoiceSequence(logs.caller)
    let introduced = KnownBlocks.introductions(logs)
    var violations: [Violation] = []
    var arrivals: [[Int: Int]] = []
    var repetitions: [Int] = []
    for engine in logs.engines.indices {
      let alignment = ForkchoiceAlignment(logs, engine: engine, sequence: sequence)
      let matching = OperationMatching(logs, engine: engine)
      var places: [Int: Int] = [:]
      for (position, arrival) in alignment.arrivals.enumerated() {
        if let arrival { places[sequence.places[position]] = arrival }
      }
      let order = PayloadOrder(
        logs, engine: engine, matching: matching, introduced: introduced, forkchoices: places)
      violations += alignment.violations + order.violations
      repetitions.append(alignment.repetitions)
      arrivals.append(places.merging(matching.arrivals) { first, _ in first })
    }
    return (violations + Completeness(logs, arrivals: arrivals).violations, repetitions)
  }

  private static func inOrder(_ violations: [Violation]) -> [Violation] {
    violations.enumerated().sorted { left, right in
      let a = left.element.callerEntries.last ?? .max
      let b = right.element.callerEntries.last ?? .max
      return (a, left.offset) < (b, right.offset)
    }.map(\.element)
  }
}
