/// S3, and S2 where nobody got it: each engine got each operation that must reach it.
///
/// These are newPayload, forkchoiceUpdated and eth_sendRawTransaction that an engine answered; one
/// that ended in the gateway's own error must have reached both engines if it reached one while it
/// lasted; one without an answer may have reached nobody. Excused are gaps, and v4's engine from what its dialect has no
/// words for.
struct Completeness {
  private(set) var violations: [Violation] = []
  private let logs: ComparedLogs

  /// - Parameter arrivals: for each engine where in its log an operation stands, by the operation's
  ///   place in the caller's log.
  init(_ logs: ComparedLogs, arrivals: [[Int: Int]]) {
    self.logs = logs
    for (place, entry) in logs.caller.enumerated() where Self.mustArrive(entry) {
      let window = logs.window(of: entry)
      let someoneGotIt = logs.engines.indices.contains { engine in
        guard let arrival = arrivals[engine][place] else { return false }
        return entry.hasEngineWord || window.contains(logs.engines[engine].entries[arrival].asked)
      }
      for engine in logs.engines.indices where arrivals[engine][place] == nil {
        judge(entry, at: engine, someoneGotIt: someoneGotIt)
      }
    }
  }

  private static func mustArrive(_ entry: ChronicleEntry) -> Bool {
    if case .forkchoiceUpdated = entry.subject { return !entry.isUnheard }
    return OperationMatching.isMatched(entry) && !entry.isUnheard
  }

  private mutating func judge(_ entry: ChronicleEntry, at engine: Int, someoneGotIt: Bool) {
    guard !logs.isExcused(entry, at: engine) else { return }
    guard entry.hasEngineWord || someoneGotIt else { return }
    let name = logs.engines[engine].name
    violations.append(
      Violation(
        someoneGotIt ? .bothKeepUp : .oneOrder, caller: [entry.arrival], engine: name,
        "\(entry.method) of \(entry.subject) never reached \(name)"))
  }
}
