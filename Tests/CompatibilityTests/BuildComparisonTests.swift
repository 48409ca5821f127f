import CoreSimulation
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import TestKit
import Testing

@testable import LighthouseCompatibility

/// Real builds with one member changed: what the attributes fix, and what an engine may choose.
@Suite struct `Compared builds` {
  private static let shanghai = "recordings/geth-1.14.10-shanghai.jsonl.gz"
  private static let cancun = "recordings/geth-1.14.10-cancun-transition.jsonl.gz"

  private func builds(_ fixture: String, _ method: String) throws -> [String] {
    try Fixture(fixture).lines().compactMap { line in
      let exchange = try JSONValue(parsing: line)
      guard exchange["request"]?["method"]?.stringValue == method else { return nil }
      return exchange["response"]?["result"]?.text
    }
  }

  private func built(_ text: String) throws -> BuiltPayload {
    try Array(text.utf8).withUnsafeBytes { try BuiltPayload(json: Array($0)) }
  }

  @Test func `each recorded build is like itself, and unlike the next`() throws {
    let all = try builds(Self.shanghai, "engine_getPayloadV2")
    #expect(all.count > 10)
    for (one, next) in zip(all, all.dropFirst()) {
      let operation = Answers.operation("engine_getPayloadV2", #"["0x01"]"#)
      func judge(_ v5: String) -> Judgement? {
        Comparator().judge(
          operation: operation, v4: .answer(Answers.answer(one)), v5: .answer(Answers.answer(v5)))
      }
      #expect(judge(one) == Judgement(.match))
      let other = try #require(judge(next))
      #expect(other.verdict == .mismatch)
      #expect(other.differences.contains { $0.hasPrefix("parentHash") })
    }
  }

  /// Changes one member and makes the block hash fit again, so that it alone decides.
  private func changed(
    _ text: String, _ change: (inout ExecutionPayloadV1) -> Void,
    withdrawals: (inout [Withdrawal]) -> Void = { _ in }
  ) throws -> (v4: BuiltPayload, v5: BuiltPayload) {
    let original = try built(text)
    guard case .v2(var payload) = original.payload else {
      throw JSONError(.value("a Shanghai build"))
    }
    var v1 = payload.v1
    var list = payload.withdrawals
    change(&v1)
    withdrawals(&list)
    payload = ExecutionPayloadV2(v1, withdrawals: list)
    payload.blockHash = payload.computedBlockHash
    return (original, BuiltPayload(payload: .v2(payload), blockValue: original.blockValue))
  }

  private static let members: [(String, @Sendable (inout ExecutionPayloadV1) -> Void, Verdict)] = [
    ("parentHash", { $0.parentHash = .zero }, .mismatch),
    ("timestamp", { $0.timestamp += 1 }, .mismatch),
    ("prevRandao", { $0.prevRandao = Keccak256.hash([9]) }, .mismatch),
    (
      "feeRecipient", { $0.feeRecipient = Address([UInt8](repeating: 9, count: 20)) ?? .zero },
      .mismatch
    ),
    ("blockNumber", { $0.blockNumber += 1 }, .mismatch),
    ("gasLimit (beyond its rule)", { $0.gasLimit = .max }, .mismatch),
    ("gasLimit (beyond its rule)", { $0.gasLimit = 0 }, .mismatch),
    ("gasLimit (beyond its rule)", { $0.gasLimit += $0.gasLimit / 300 }, .mismatch),
    ("gasLimit", { $0.gasLimit += $0.gasLimit / 1024 }, .tolerated),
    ("extraData", { $0.extraData = [1, 2, 3] }, .tolerated),
    ("transactions", { $0.transactions = [[0x02, 1]] }, .tolerated),
  ]

  @Test(arguments: members.indices)
  func `judges each member by its own rule`(index: Int) throws {
    let (name, change, verdict) = Self.members[index]
    let text = try #require(try builds(Self.shanghai, "engine_getPayloadV2").first)
    let pair = try changed(text, change)
    let judgement = PayloadComparison.judge(
      v4: pair.v4, v5: pair.v5, parentBeaconBlockRoot: nil)
    #expect(judgement.verdict == verdict, "\(name): \(judgement.differences)")
    #expect(judgement.differences.contains { $0.hasPrefix(name) })
    let mirrored = PayloadComparison.judge(
      v4: pair.v5, v5: pair.v4, parentBeaconBlockRoot: nil)
    #expect(mirrored.verdict == verdict)
  }

  @Test func `withdrawals are fixed, the value is not`() throws {
    let text = try #require(try builds(Self.shanghai, "engine_getPayloadV2").first)
    let pair = try changed(text, { _ in }, withdrawals: { $0.removeAll() })
    let without = PayloadComparison.judge(v4: pair.v4, v5: pair.v5, parentBeaconBlockRoot: nil)
    #expect(without == Judgement(.mismatch, ["withdrawals differ"]))
    var dearer = pair.v4
    dearer.blockValue = UInt256(high: 0, low: 1)
    let value = PayloadComparison.judge(v4: pair.v4, v5: dearer, parentBeaconBlockRoot: nil)
    #expect(value.verdict == .tolerated)
  }

  @Test func `a Cancun build's hash is checked with the root that its attributes fixed`() throws {
    let lines = try Fixture(Self.cancun).lines().map { try JSONValue(parsing: $0) }
    let begun = try #require(
      lines.first { $0["request"]?["params"]?[1]?["parentBeaconBlockRoot"] != nil })
    let id = try #require(begun["response"]?["result"]?["payloadId"]?.stringValue)
    let root = try #require(
      begun["request"]?["params"]?[1]?["parentBeaconBlockRoot"]?.stringValue)
    let fetched = try #require(
      lines.first {
        $0["request"]?["method"] == "engine_getPayloadV3"
          && $0["request"]?["params"]?[0]?.stringValue == id
      })
    let text = try #require(fetched["response"]?["result"]).text
    func judge(_ root: String?) -> Verdict {
      PayloadComparison.judge(
        v4: Answers.answer(text), v5: Answers.answer(text), parentBeaconBlockRoot: root
      ).verdict
    }
    #expect(judge(root) == .match)
    #expect(judge("0x" + String(repeating: "77", count: 32)) == .mismatch)
    #expect(judge(nil) == .match)
    #expect(judge("nonsense") == .match)
  }

  @Test(arguments: ["null", "{}", "[]", "\"0x\"", #"{"executionPayload":{}}"#])
  func `a build that cannot be read is the comparison's failure`(text: String) throws {
    let good = try #require(try builds(Self.shanghai, "engine_getPayloadV2").first)
    let operation = Answers.operation("engine_getPayloadV2", #"["0x01"]"#)
    let judgement = Comparator().judge(
      operation: operation, v4: .answer(Answers.answer(good)), v5: .answer(Answers.answer(text)))
    #expect(judgement?.verdict == .comparatorError)
  }

  @Test func `reads say at most so many differences, each in short`() throws {
    let left = "[" + (0..<50).map { _ in "1" }.joined(separator: ",") + "]"
    let right = left.replacing("1", with: "\"\(String(repeating: "x", count: 200))\"")
    let judgement = try #require(
      Comparator().judge(
        operation: Answers.operation("eth_getLogs"), v4: .answer(Answers.answer(left)),
        v5: .answer(Answers.answer(right))))
    #expect(judgement.verdict == .mismatch)
    #expect(judgement.differences.count == 16)
    #expect(judgement.differences.allSatisfy { $0.utf8.count < 120 })
  }
}
