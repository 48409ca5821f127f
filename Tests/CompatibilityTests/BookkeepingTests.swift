import CoreSimulation
import EngineHTTP
import EngineRPC
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import LighthouseCompatibility

@Suite struct `Bookkeeping` {
  private func exchange(_ block: String, _ v4: String, _ v5: String) -> ComparedExchange {
    ComparedExchange(
      id: ExchangeID(number: 1),
      operation: Answers.operation("engine_newPayloadV2", #"[{"blockHash":"\#(block)"}]"#),
      authority: .v4, v4: .answer(Answers.answer(v4)), v5: .answer(Answers.answer(v5)),
      parentBeaconBlockRoot: nil)
  }

  @Test func `pending verdicts are kept for the last blocks only`() {
    let valid = Answers.status("VALID", "0x01")
    let syncing = Answers.status("SYNCING")
    var ledger = PendingLedger()
    for number in 0...PendingLedger.capacity {
      let pending = exchange("0x\(number)", valid, syncing)
      #expect(ledger.note(pending, Judgement(.pending)) == nil)
    }
    func later(_ block: String) -> Judgement? {
      ledger.note(exchange(block, syncing, valid), Judgement(.pending))
    }
    #expect(later("0x0") == nil)
    #expect(later("0x\(PendingLedger.capacity)")?.verdict == .match)
    // What was judged is forgotten: the next word about the block waits anew.
    #expect(later("0x\(PendingLedger.capacity)") == nil)
  }

  @Test func `what both sides said together needs no second verdict`() {
    let valid = Answers.status("VALID", "0x01")
    var ledger = PendingLedger()
    let pending = exchange("0x01", valid, Answers.status("ACCEPTED"))
    #expect(ledger.note(pending, Judgement(.pending)) == nil)
    #expect(ledger.note(exchange("0x01", valid, valid), Judgement(.match)) == nil)
    let read = ComparedExchange(
      id: ExchangeID(number: 2), operation: Answers.operation("eth_call"), authority: .v4,
      v4: .answer(Answers.answer(valid)), v5: .answer(Answers.answer(valid)),
      parentBeaconBlockRoot: nil)
    #expect(ledger.note(read, Judgement(.pending)) == nil)
  }

  @Test func `metrics add up by operation, side and reason`() {
    let metrics = CompatMetrics()
    for verdict in Verdict.allCases {
      metrics.record(Judgement(verdict, ["why"]), of: "engine_newPayload")
    }
    metrics.record(Judgement(.match), of: "eth_call")
    let operation = Answers.operation("engine_newPayloadV3")
    metrics.record(.failure(.timedOut(milliseconds: 1)), of: operation, from: .v5)
    metrics.record(.refused(.denebStructure(method: "m")), of: operation, from: .v4)
    metrics.record(.notAsked(.laneFull), of: operation, from: .v5)
    metrics.record(
      .answer(Answers.answer("null")), of: operation, from: .v4)
    metrics.recordTime("eth_call", .v5, nanoseconds: 5000)
    metrics.recordOwnError("eth_call")
    let snapshot = metrics.snapshot
    #expect(snapshot.operationsCompared == Verdict.allCases.count + 1)
    #expect(snapshot.matches == 3 && snapshot.mismatches == 2)
    #expect(snapshot.v4OnlyErrors == 1 && snapshot.v5OnlyErrors == 1)
    #expect(snapshot.bothErrors == 1 && snapshot.total(.comparatorError) == 1)
    #expect(snapshot.failures == PerSide(v4: [:], v5: ["timeout": 1]))
    #expect(snapshot.refusals == PerSide(v4: ["engine_newPayloadV3": 1], v5: [:]))
    #expect(snapshot.skipped == PerSide(v4: [:], v5: [.laneFull: 1]))
    #expect(snapshot.times["eth_call"]?.v5.count == 1 && snapshot.ownErrors == ["eth_call": 1])
    #expect(snapshot.recentDifferences.count == Verdict.allCases.count - 2)
  }

  @Test func `only the last differences are kept`() {
    let metrics = CompatMetrics()
    for number in 0..<100 { metrics.record(Judgement(.mismatch, ["number \(number)"]), of: "x") }
    let kept = metrics.snapshot.recentDifferences
    #expect(kept.count == 32)
    #expect(kept.first?.hasSuffix("number 68") == true)
    #expect(kept.last?.hasSuffix("number 99") == true)
  }

  @Test func `comparisons beyond the limit are dropped and counted`() async throws {
    let metrics = CompatMetrics()
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let sink = try await loop.submit { NIOLoopBound(DivergenceSink(), eventLoop: loop) }.get()
    let queue = ComparisonQueue(loop: loop, metrics: metrics, logger: .silent, sink: sink)
    let valid = Answers.status("VALID", "0x01")
    let one = exchange("0x01", valid, valid)
    // The loop is busy with this very block, so all of them wait.
    try await loop.submit {
      for _ in 0..<(ComparisonQueue.limit + 44) {
        queue.submit([ComparisonQueue.Entry(exchange: one, request: nil)])
      }
      #expect(queue.backlog == ComparisonQueue.limit)
    }.get()
    while queue.backlog > 0 { await Task.yield() }
    #expect(metrics.snapshot.comparisonsDropped == 44)
    #expect(metrics.snapshot.total(.match) == ComparisonQueue.limit)
  }

  @Test func `quantiles never fall as the fraction grows`() {
    var generator = SeededGenerator(seed: 11)
    var histogram = LatencyHistogram()
    for _ in 0..<5000 {
      histogram.record(nanoseconds: Int64(generator.next() % 3_000_000_000))
    }
    let quantiles = (0...100).map { histogram.quantile(Double($0) / 100) }
    #expect(quantiles == quantiles.sorted())
    #expect(quantiles.last ?? 0 > 2_500_000_000)
    #expect(histogram.count(upToNanoseconds: 0) < 50)
  }

  @Test(arguments: [
    (#"{"headBlockHash":"0x01","safeBlockHash":"0x02","finalizedBlockHash":"0x03"}"#, true),
    (#"{"headBlockHash":"0x00","safeBlockHash":"0x02","finalizedBlockHash":"0x03"}"#, false),
    (#"{"headBlockHash":"0x01","safeBlockHash":"0x02"}"#, false), ("null", false),
  ])
  func `a forkchoice is told again only where there is a head`(
    state: String, isTold: Bool
  ) throws {
    let attributes: JSONValue = ["timestamp": "0x5"]
    let latest = try #require(
      EngineCall(
        method: "engine_forkchoiceUpdatedV3",
        params: [try JSONValue(parsing: state.utf8), attributes]))
    let again = ForkchoiceResend.call(latest)
    #expect((again != nil) == isTold)
    if let again {
      #expect(again.method == "engine_forkchoiceUpdatedV2")
      #expect(try again.params() == [try JSONValue(parsing: state.utf8), nil])
    }
  }

  // The edits are of other lengths than what they replace, so their order matters.
  @Test func `a request goes out with its own bytes but for method and id`() throws {
    let call = try #require(
      EngineCall(method: "engine_getPayloadV3", params: ["0x0000000000000001"]))
    let same = OutgoingRequest(call, .verbatim)
    #expect(same.upstream.body.bytes == call.body.bytes && same.method == call.method)
    let other = OutgoingRequest(
      call, .renamed("engine_getPayloadV10"), payloadId: "0x02")
    #expect(other.method == "engine_getPayloadV10")
    let text = String(decoding: call.body.bytes, as: UTF8.self)
      .replacing("engine_getPayloadV3", with: "engine_getPayloadV10")
      .replacing("0x0000000000000001", with: "0x02")
    #expect(String(decoding: other.upstream.body.bytes, as: UTF8.self) == text)
  }

  @Test func `the allow-list holds nothing that manages an engine`() {
    let allowed = MethodPolicy.standard.allowed
    #expect(allowed.count == MethodPolicy.engineMethods.count + MethodPolicy.ethMethods.count)
    for prefix in ["admin_", "debug_", "miner_", "personal_", "net_", "web3_", "txpool_"] {
      #expect(!allowed.contains { $0.hasPrefix(prefix) })
    }
    #expect(!allowed.contains("engine_newPayloadV4"))
  }
}
