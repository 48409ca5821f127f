import CoreSimulation
import EngineHTTP
import EngineRPC
import Testing

@testable import LighthouseCompatibility

/// Every kind of outcome of one side against every kind of the other's.
@Suite struct `Every pair of outcomes` {
  /// In the order of the table's rows and columns.
  private static let outcomes: [(name: String, status: String?, code: Int?)] = [
    ("VALID 01", Answers.status("VALID", "0x01"), nil),
    ("VALID 02", Answers.status("VALID", "0x02"), nil),
    ("INVALID null", Answers.status("INVALID"), nil),
    ("INVALID 01", Answers.status("INVALID", "0x01"), nil),
    ("SYNCING", Answers.status("SYNCING"), nil),
    ("ACCEPTED", Answers.status("ACCEPTED"), nil),
    ("INVALID_BLOCK_HASH", Answers.status("INVALID_BLOCK_HASH"), nil),
    ("unsupported fork", nil, -38005),
    ("internal error", nil, -32603),
    ("timed out", nil, nil),
    ("refused", nil, nil),
  ]

  /// Rows are v4's outcome, columns v5's.
  private static let table = [
    "mxddppdd55-",
    "xmddppdd55-",
    "ddmxppmx55-",
    "ddxmppxx55-",
    "ppppmtpx55-",
    "pppptmpx55-",
    "ddmxppmx55-",
    "ddxxxxxmx5-",
    "4444444xm5-",
    "444444444b-",
    "-----------",
  ]

  private static let verdicts: [Character: Verdict] = [
    "m": .match, "x": .mismatch, "d": .divergence, "p": .pending, "t": .tolerated, "4": .v4Error,
    "5": .v5Error, "b": .bothErrors,
  ]

  private func outcome(_ index: Int, wrap: (String) -> String) -> Outcome {
    let entry = Self.outcomes[index]
    if let status = entry.status { return .answer(Answers.answer(wrap(status))) }
    if let code = entry.code { return Outcome(.success(Answers.error(code))) }
    return entry.name == "refused"
      ? .refused(.denebStructure(method: "m")) : .failure(.timedOut(milliseconds: 1))
  }

  @Test(arguments: ["engine_newPayloadV2", "engine_forkchoiceUpdatedV2"])
  func `has the verdict of the table`(method: String) {
    let isForkchoice = method.contains("forkchoice")
    let operation = Answers.operation(method)
    var judged = 0
    for (row, line) in Self.table.enumerated() {
      #expect(line.count == Self.outcomes.count)
      for (column, letter) in line.enumerated() {
        func wrap(_ status: String) -> String {
          isForkchoice ? Answers.forkchoice(status) : status
        }
        let judgement = Comparator().judge(
          operation: operation, v4: outcome(row, wrap: wrap), v5: outcome(column, wrap: wrap))
        // Only a payload's own verdict makes an error against VALID consensus-critical.
        let isErrorAgainstValid = letter == "d" && (row == 7 || column == 7)
        let expected =
          isForkchoice && isErrorAgainstValid ? Verdict.mismatch : Self.verdicts[letter]
        #expect(
          judgement?.verdict == expected,
          "\(method): v4 \(Self.outcomes[row].name), v5 \(Self.outcomes[column].name)")
        if let judgement, judgement.verdict != .match {
          #expect(!judgement.differences.isEmpty)
        }
        judged += judgement == nil ? 0 : 1
      }
    }
    #expect(judged == 100)
  }

  @Test func `a payload id on one side only matters beside equal statuses alone`() {
    let operation = Answers.operation("engine_forkchoiceUpdatedV2")
    func answer(_ status: String, _ id: String?) -> Outcome {
      .answer(Answers.answer(Answers.forkchoice(Answers.status(status, "0x01"), id: id)))
    }
    let cases: [(String, String, Verdict)] = [
      ("VALID", "VALID", .mismatch), ("VALID", "SYNCING", .pending),
      ("VALID", "INVALID", .divergence), ("SYNCING", "ACCEPTED", .tolerated),
    ]
    for (v4, v5, verdict) in cases {
      let judgement = Comparator().judge(
        operation: operation, v4: answer(v4, "0x0a"), v5: answer(v5, nil))
      #expect(judgement?.verdict == verdict, "\(v4) \(v5)")
      let names = judgement?.differences.contains { $0.contains("payloadId") }
      #expect(names == (verdict == .mismatch))
    }
  }
}
