import EngineRPC
import EngineHTTP
import Logging
import NIOCore
import Synchronization

/// Compares exchanges on an event loop of its own, so that no answer ever waits for it.
final class ComparisonQueue: Sendable {
  /// Exchanges that may wait; more are dropped and counted.
  static let limit = 256
  /// Bytes of answers that may wait.
  static let byteLimit = 64 << 20

  private let loop: any EventLoop
  private let metrics: CompatMetrics
  private let logger: Logger
  private let comparator = Comparator()
  private let waiting = Atomic<Int>(0)
  private let waitingBytes = Atomic<Int>(0)
  private let ledger = Mutex(PendingLedger())
  private let mismatches = Mutex(MismatchLog())
  private let sink: NIOLoopBound<DivergenceSink>
  private let experiment: TrafficExperiment?
  private let observer: (any ExchangeObserver)?

  /// - Parameters:
  ///   - sink: who hears of a divergence, on its own event loop.
  ///   - experiment: the A/B tests that run on the traffic.
  ///   - observer: who hears of every exchange.
  init(
    loop: any EventLoop, metrics: CompatMetrics, logger: Logger,
    sink: NIOLoopBound<DivergenceSink>, experiment: TrafficExperiment? = nil,
    observer: (any ExchangeObserver)? = nil
  ) {
    self.observer = observer
    self.experiment = experiment
    self.loop = loop
    self.sink = sink
    self.metrics = metrics
    self.logger = logger
  }

  /// The last mismatches with what was asked and answered.
  var recentMismatches: [Mismatch] { mismatches.withLock { $0.entries } }

  /// An exchange to be compared, with what the caller asked, to be kept with a mismatch.
  struct Entry: Sendable {
    let exchange: ComparedExchange
    let request: MessageBody?
    /// Whether both sides gave the same result, to the byte.
    let isUnanimous: Bool

    init(exchange: ComparedExchange, request: MessageBody?) {
      self.exchange = exchange
      isUnanimous = exchange.isUnanimous
      // A payload is wanted where the sides differ about it; else its memory is the next one's.
      self.request = isUnanimous && exchange.operation.kind == .newPayload ? nil : request
    }

    var bytes: Int { exchange.v4.answerBytes + exchange.v5.answerBytes }
  }

  /// Takes entries in, as many as there is room for; the others are counted as dropped.
  func submit(_ entries: [Entry]) {
    let admitted = entries.filter(admit)
    if admitted.count < entries.count {
      observer?.observe(dropped: entries.count - admitted.count)
    }
    guard !admitted.isEmpty else { return }
    loop.execute { [self] in
      for entry in admitted {
        compare(entry.exchange, entry.request)
        waitingBytes.subtract(entry.bytes, ordering: .relaxed)
        waiting.subtract(1, ordering: .relaxed)
      }
    }
  }

  /// Tells how the requests compare that both dialects would have sent to one engine.
  func noteRequests(_ verdict: Verdict) {
    observer?.observe(late: verdict)
  }

  private func admit(_ entry: Entry) -> Bool {
    let isRoom = waiting.add(1, ordering: .relaxed).newValue <= Self.limit
    let isBounded = waitingBytes.add(entry.bytes, ordering: .relaxed).newValue <= Self.byteLimit
    if isRoom, isBounded { return true }
    waiting.subtract(1, ordering: .relaxed)
    waitingBytes.subtract(entry.bytes, ordering: .relaxed)
    metrics.recordComparisonDropped()
    return false
  }

  /// Exchanges that are not compared yet.
  var backlog: Int { waiting.load(ordering: .relaxed) }

  private func compare(_ exchange: ComparedExchange, _ request: MessageBody?) {
    experiment?.observe(exchange)
    let judgement = comparator.judge(exchange)
    observer?.observe(ExchangeReport(exchange, judgement?.verdict))
    guard let judgement else { return }
    note(judgement, exchange, request)
    if let resolved = ledger.withLock({ $0.note(exchange, judgement) }) {
      observer?.observe(late: resolved.verdict)
      note(resolved, exchange, request)
    }
  }

  private func note(
    _ judgement: Judgement, _ exchange: ComparedExchange, _ request: MessageBody?
  ) {
    let operation = exchange.operation
    metrics.record(judgement, of: operation.label)
    if judgement.verdict.isExpected, logger.logLevel > .debug { return }
    var details: Logger.Metadata = [
      "operation": "\(exchange.id.number)", "method": "\(operation.method)",
      "block": "\(operation.block ?? "-")", "authority": "\(exchange.authority.rawValue)",
      "verdict": "\(judgement.verdict.rawValue)",
      "differences": "\(judgement.differences.joined(separator: "; "))",
    ]
    if judgement.verdict.isWorthKeeping {
      let mismatch = Mismatch(exchange, judgement, request: request)
      mismatches.withLock { $0.append(mismatch) }
      details.merge(mismatch.excerpts) { told, _ in told }
    }
    switch judgement.verdict {
    case .match, .tolerated, .pending: logger.debug("compared", metadata: details)
    case .divergence:
      logger.critical("the engines disagree about a block", metadata: details)
      let reason =
        "v4 and v5 disagree about block \(operation.block ?? "-"): "
        + judgement.differences.joined(separator: "; ")
      sink.eventLoop.execute { [sink] in sink.value.hear(reason) }
    case .mismatch, .v4Error, .v5Error, .bothErrors, .comparatorError:
      logger.warning("the sides differ", metadata: details)
    }
  }
}
