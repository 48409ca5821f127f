import EngineTypes

/// Finds for each newPayload and eth_sendRawTransaction of the caller's the engine's entry.
///
/// Of several about the same block or transaction the first that arrived since the asking and that
/// no earlier one of the caller's took. An operation that got no answer takes only what arrived
/// while it lasted; one that no engine answered leaves what arrived when it was over to the next
/// attempt, if that had begun.
struct OperationMatching {
  /// Where in the engine's log the operation stands, by its place in the caller's.
  private(set) var arrivals: [Int: Int] = [:]

  init(_ logs: ComparedLogs, engine: Int) {
    let index = logs.engines[engine]
    var attempts: [OperationKey: [Int]] = [:]
    for (place, entry) in logs.caller.enumerated() where Self.isMatched(entry) {
      attempts[OperationKey(entry), default: []].append(place)
    }
    var used: [OperationKey: Int] = [:]
    for (place, entry) in logs.caller.enumerated() where Self.isMatched(entry) {
      let key = OperationKey(entry)
      let all = index.places(of: key)
      let window = logs.window(of: entry)
      let first = max(
        used[key] ?? 0, all.firstPlace { index.entries[$0].asked >= window.lowerBound })
      guard first < all.count else { continue }
      let moment = index.entries[all[first]].asked
      guard !entry.isUnheard || moment <= window.upperBound else { continue }
      let isNextOnes =
        entry.isOver(by: moment)
        && (attempts[key] ?? []).contains { $0 > place && logs.caller[$0].asked <= moment }
      guard !isNextOnes else { continue }
      used[key] = first + 1
      arrivals[place] = all[first]
    }
  }

  /// Whether an operation is followed here: forkchoiceUpdated are followed by their order.
  static func isMatched(_ entry: ChronicleEntry) -> Bool {
    switch entry.subject {
    case .newPayload: true
    case .forkchoiceUpdated, .getPayload: false
    case .other: entry.method == "eth_sendRawTransaction"
    }
  }
}
