import EngineRPC
import EngineTypes

/// S1: which engines gave the answer that the caller got.
///
/// An engine gave it when it was asked the same operation and answered it canonically the same,
/// both between the caller's asking and the caller's being answered. The same operation is: for
/// newPayload the block hash; for forkchoiceUpdated the three hashes and the attributes, but for a
/// parentBeaconBlockRoot that the gateway added; for getPayload the id, or the id of another
/// engine's build for the same head and attributes; else method and parameters. Excepted are
/// exchangeCapabilities, marked errors, and operations without an answer.
struct AnswerOrigins {
  /// For each of the caller's operations the places of the engines that gave its answer, a bit
  /// each.
  private(set) var engines: [UInt64]
  private(set) var violations: [Violation] = []
  private let logs: ComparedLogs

  init(_ logs: ComparedLogs, builds: BuildBook) {
    self.logs = logs
    engines = []
    engines.reserveCapacity(logs.caller.count)
    for (place, entry) in logs.caller.enumerated() {
      let found = origin(of: entry, mint: builds.mint(ofGet: place))
      engines.append(found)
      guard found == 0, Self.isJudged(entry) else { continue }
      violations.append(
        Violation(.noInvention, caller: [entry.arrival], sentence(entry)))
    }
  }

  static func isJudged(_ entry: ChronicleEntry) -> Bool {
    entry.hasEngineWord && entry.method != EngineMethod.exchangeCapabilities
  }

  private func origin(of entry: ChronicleEntry, mint: BuildKey?) -> UInt64 {
    guard Self.isJudged(entry) else { return 0 }
    var found: UInt64 = 0
    for (engine, index) in logs.engines.enumerated() {
      let keys = [OperationKey(entry)] + Self.equivalents(entry, mint, index)
      if keys.contains(where: { !logs.sources(of: entry, as: $0, in: index).isEmpty }) {
        found |= 1 << UInt64(engine)
      }
    }
    return found
  }

  /// The other ids under which an engine built what the caller asks for.
  static func equivalents(
    _ entry: ChronicleEntry, _ mint: BuildKey?, _ index: EngineIndex
  ) -> [OperationKey] {
    guard case .getPayload(let id) = entry.subject, let mint else { return [] }
    return (index.minted[mint] ?? []).filter { $0 != id }.map { .getPayload($0) }
  }

  private func sentence(_ entry: ChronicleEntry) -> String {
    let said = entry.answer.map { "\($0)" } ?? ""
    let heard = logs.engines.flatMap { index in
      let window = logs.window(of: entry)
      return index.places(
        of: OperationKey(entry), from: window.lowerBound, through: window.upperBound
      )
      .prefix(2).map { place in
        let answer = index.entries[place].answer.map { "\($0)" } ?? "nothing"
        return "\(index.name) said \(answer)"
      }
    }
    let detail = heard.isEmpty ? "no engine was asked in time" : heard.joined(separator: ", ")
    return
      "\(entry.method) of \(entry.subject) was answered \(said), which no engine said: \(detail)"
  }
}

extension ComparedLogs {
  /// The places of an engine's entries that gave the caller's answer.
  func sources(of entry: ChronicleEntry, as key: OperationKey, in index: EngineIndex) -> [Int] {
    guard let answer = entry.answer else { return [] }
    let window = window(of: entry)
    return index.places(of: key, from: window.lowerBound, through: window.upperBound).filter {
      let candidate = index.entries[$0]
      guard let given = candidate.answer, (candidate.answered ?? .max) <= window.upperBound else {
        return false
      }
      return answer.isSame(as: given, underOneMethod: entry.method == candidate.method)
    }
  }
}
