import CoreSimulation
import EngineHTTP
import EngineRPC
import NIOCore
import NIOEmbedded
import TestKit
import Testing

@testable import LighthouseCompatibility

/// When exchanges are handed over to be compared.
@Suite struct `Comparison batch` {
  private let loop = EmbeddedEventLoop()
  private let metrics = CompatMetrics()
  private let batch: ComparisonBatch

  init() {
    let queue = ComparisonQueue(
      loop: loop, metrics: metrics, logger: .silent,
      sink: NIOLoopBound(DivergenceSink(), eventLoop: loop))
    batch = ComparisonBatch(loop: loop, queue: queue)
  }

  private static let valid = Answers.status("VALID", "0x01")
  private static let invalid = Answers.status("INVALID", "0x01")
  private static let payload = MessageBody("the payload")

  private func entry(
    _ v4: String, _ v5: String, method: String = "engine_newPayloadV2"
  ) -> ComparisonQueue.Entry {
    ComparisonQueue.Entry(
      exchange: ComparedExchange(
        id: ExchangeID(number: 1),
        operation: Answers.operation(method, #"[{"blockHash":"0x01"}]"#),
        authority: .v4, v4: .answer(Answers.answer(v4)), v5: .answer(Answers.answer(v5)),
        parentBeaconBlockRoot: nil),
      request: Self.payload)
  }

  private var compared: Int {
    Verdict.allCases.map { metrics.snapshot.total($0) }.reduce(0, +)
  }

  @Test func `what both sides said to the byte waits at leisure`() {
    batch.append(entry(Self.valid, Self.valid))
    loop.advanceTime(by: ComparisonBatch.interval)
    #expect((compared, batch.backlog) == (0, 1))
    loop.advanceTime(by: ComparisonBatch.leisure - ComparisonBatch.interval)
    #expect((compared, batch.backlog) == (1, 0))
  }

  @Test func `a difference is told soon, and what came before it with it`() {
    batch.append(entry(Self.valid, Self.valid))
    loop.advanceTime(by: .milliseconds(20))
    batch.append(entry(Self.valid, Self.invalid))
    loop.advanceTime(by: ComparisonBatch.interval)
    #expect((compared, metrics.snapshot.total(.divergence)) == (2, 1))
    // The first one's timer has nothing left to do, and does not hasten the next.
    batch.append(entry(Self.valid, Self.valid))
    loop.advanceTime(by: ComparisonBatch.leisure - .milliseconds(1))
    #expect(compared == 2)
    loop.advanceTime(by: .milliseconds(1))
    #expect(compared == 3)
  }

  @Test func `many are handed over at once`() {
    for _ in 0..<ComparisonBatch.mostEntries { batch.append(entry(Self.valid, Self.valid)) }
    loop.run()
    #expect(compared == ComparisonBatch.mostEntries)
  }

  @Test func `a payload is kept only where the sides may differ about it`() {
    #expect(entry(Self.valid, Self.valid).request == nil)
    #expect(entry(Self.valid, Self.invalid).request == Self.payload)
    let spaced = Self.valid.replacing(":", with: ": ")
    #expect(entry(Self.valid, spaced).request == Self.payload)
    let forkchoice = entry(Self.valid, Self.valid, method: "engine_forkchoiceUpdatedV2")
    #expect(forkchoice.isUnanimous && forkchoice.request == Self.payload)
    let long = "\"" + String(repeating: "0", count: 1024) + "\""
    #expect(!entry(long, long).isUnanimous)
  }
}
