import EngineRPC
import Logging
import NIOCore
import Synchronization

/// Compares exchanges on an event loop of its own, so that no answer ever waits for it.
final class ComparisonQueue: Sendable {
  /// Exchanges that may wait; more are dropped and counted.
  static let limit = 256

  private let loop: any EventLoop
  private let metrics: CompatMetrics
  private let logger: Logger
  private let comparator = Comparator()
  private let waiting = Atomic<Int>(0)
  private let ledger = Mutex(PendingLedger())

  init(loop: any EventLoop, metrics: CompatMetrics, logger: Logger) {
    self.loop = loop
    self.metrics = metrics
    self.logger = logger
  }

  func submit(_ exchange: ComparedExchange) {
    guard waiting.add(1, ordering: .relaxed).newValue <= Self.limit else {
      waiting.subtract(1, ordering: .relaxed)
      return metrics.recordComparisonDropped()
    }
    loop.execute { [self] in
      compare(exchange)
      waiting.subtract(1, ordering: .relaxed)
    }
  }

  /// Exchanges that are not compared yet.
  var backlog: Int { waiting.load(ordering: .relaxed) }

  private func compare(_ exchange: ComparedExchange) {
    guard let judgement = comparator.judge(exchange) else { return }
    note(judgement, exchange)
    if let resolved = ledger.withLock({ $0.note(exchange, judgement) }) {
      note(resolved, exchange)
    }
  }

  private func note(_ judgement: Judgement, _ exchange: ComparedExchange) {
    let operation = exchange.operation
    metrics.record(judgement, of: operation.label)
    let details: Logger.Metadata = [
      "operation": "\(exchange.id.number)", "method": "\(operation.method)",
      "block": "\(operation.block ?? "-")", "verdict": "\(judgement.verdict.rawValue)",
      "differences": "\(judgement.differences.joined(separator: "; "))",
    ]
    switch judgement.verdict {
    case .match, .tolerated, .pending: logger.debug("compared", metadata: details)
    case .divergence: logger.critical("the engines disagree about a block", metadata: details)
    case .mismatch, .v4Error, .v5Error, .bothErrors, .comparatorError:
      logger.warning("the sides differ", metadata: details)
    }
  }
}
