import EthereumPrimitives

/// S6: of no block the caller was told both VALID and INVALID with a latestValidHash.
enum VerdictFlips {
  static func violations(_ logs: ComparedLogs) -> [Violation] {
    var first: [Hash32: (word: BlockWord, number: Int)] = [:]
    var violations: [Violation] = []
    for entry in logs.caller {
      guard let (block, word) = BlockWord.said(in: entry) else { continue }
      guard let earlier = first[block] else {
        first[block] = (word, entry.arrival)
        continue
      }
      guard earlier.word != word else { continue }
      violations.append(
        Violation(
          .noFlip, caller: [earlier.number, entry.arrival],
          "block \(block.short) was called both VALID and INVALID"))
    }
    return violations
  }
}
