import EthereumPrimitives

/// S5: after the engines contradicted each other about a block, nothing that v5's engine alone says
/// reaches the caller, until a person has decided.
///
/// It counts for newPayload and forkchoiceUpdated that were asked a second after both had spoken,
/// where v4's engine lay in no gap.
struct Divergences {
  /// Blocks that one engine called VALID and the other executed and called INVALID.
  private(set) var blocks: [Hash32] = []
  private(set) var violations: [Violation] = []
  private static let grace: Int64 = 1_000_000_000

  init(_ logs: ComparedLogs, origins: AnswerOrigins) {
    guard logs.engines.count == 2 else { return }
    let words = logs.engines.map(Self.words)
    var found: [(block: Hash32, moment: Int64)] = []
    for (block, v4) in words[0] {
      guard let v5 = words[1][block] else { continue }
      let pairs = [(v4[.valid], v5[.invalid]), (v4[.invalid], v5[.valid])]
      let moments = pairs.compactMap { pair in pair.0.flatMap { a in pair.1.map { max(a, $0) } } }
      if let moment = moments.min() { found.append((block, moment)) }
    }
    found.sort { ($0.moment, $0.block) < ($1.moment, $1.block) }
    blocks = found.map(\.block)
    judge(logs, origins, found)
  }

  /// When an engine first said each word of a block.
  private static func words(_ index: EngineIndex) -> [Hash32: [BlockWord: Int64]] {
    var words: [Hash32: [BlockWord: Int64]] = [:]
    for entry in index.entries {
      guard let (block, word) = BlockWord.said(in: entry), let answered = entry.answered else {
        continue
      }
      words[block, default: [:]][word] = min(words[block]?[word] ?? .max, answered)
    }
    return words
  }

  private mutating func judge(
    _ logs: ComparedLogs, _ origins: AnswerOrigins, _ found: [(block: Hash32, moment: Int64)]
  ) {
    let decisions = logs.expectations.decisions.sorted()
    var next = 0
    var standing: Hash32?
    var decided = 0
    for (place, entry) in logs.caller.enumerated() {
      while decided < decisions.count, decisions[decided] <= entry.arrival {
        while next < found.count, found[next].moment < entry.asked { next += 1 }
        standing = nil
        decided += 1
      }
      while next < found.count, found[next].moment.saturating(Self.grace) < entry.asked {
        standing = found[next].block
        next += 1
      }
      guard let block = standing, origins.engines[place] == 0b10, !isBuild(entry),
        !logs.isExcused(entry, at: 0)
      else { continue }
      violations.append(
        Violation(
          .divergenceStops, caller: [entry.arrival],
          "\(entry.method) of \(entry.subject) was answered by \(logs.engines[1].name) alone"
            + " after the engines had diverged about block \(block.short)"))
      standing = nil
    }
  }

  private func isBuild(_ entry: ChronicleEntry) -> Bool {
    switch entry.subject {
    case .newPayload, .forkchoiceUpdated: false
    case .getPayload, .other: true
    }
  }
}
