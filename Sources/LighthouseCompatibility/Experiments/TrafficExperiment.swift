import NIOCore
public import ABTesting
import EngineHTTP
import EngineTypes
import Synchronization

/// A/B tests on the gateway's own traffic: each unit is assigned to an arm, and what that arm's
/// side did with the operation is recorded.
///
/// It changes nobody's answer: both sides process every operation anyway, so each arm is measured
/// on the units that it was given, whoever answered. Units of an operation that one side alone was
/// asked count only where that was the assigned one.
public final class TrafficExperiment: Sendable {
  /// What is assigned as a whole.
  public enum Unit: Sendable, Hashable {
    /// The block that an operation is about; reads and builds, which are about none, are left out.
    case block
    /// This node, by a name.
    case node(String)
    /// Nothing: each operation is drawn on its own.
    case none
  }

  public let controller: ABTestController
  private let units = Mutex<[String: Unit]>([:])

  public init(controller: ABTestController) {
    self.controller = controller
  }

  /// Starts a test on the traffic; throws what `createTest` throws.
  public func start(_ test: ABTest, unit: Unit) throws(ABTestingError) {
    try controller.createTest(test)
    units.withLock { $0[test.name] = unit }
  }

  /// What a test assigns as a whole; nil where there is no such test.
  public func unit(of name: String) -> Unit? {
    units.withLock { $0[name] }
  }

  /// Forgets a test and its results; throws `unknownTest`.
  public func remove(_ name: String) throws(ABTestingError) {
    try controller.removeTest(name)
    units.withLock { $0[name] = nil }
  }

  /// Takes in an exchange that both sides have ended.
  func observe(_ exchange: ComparedExchange) {
    for (name, unit) in units.withLock({ $0 }) {
      let session: String?
      switch unit {
      case .block:
        guard let block = exchange.operation.block else { continue }
        session = block
      case .node(let name): session = name
      case .none: session = nil
      }
      record(exchange, name, session)
    }
  }

  private func record(_ exchange: ComparedExchange, _ name: String, _ session: String?) {
    let evaluation = controller.evaluate(name, session: session)
    guard evaluation.reason == .split || evaluation.reason == .static else { return }
    let outcome = evaluation.arm == .v4 ? exchange.v4 : exchange.v5
    guard let (success, latency) = Self.result(outcome, exchange.operation.kind) else { return }
    // The test may have been removed meanwhile: then nobody asks for its results.
    try? controller.recordResult(
      name, version: evaluation.arm, success: success, latency: latency,
      reason: evaluation.reason)
  }

  /// Whether a side did what it was asked, and how long it took; nil where it was not asked.
  private static func result(
    _ outcome: Outcome, _ kind: Operation.Kind
  ) -> (success: Bool, latency: Duration)? {
    switch outcome {
    case .answer(let answer): (true, answer.duration)
    case .engineError(_, let answer):
      (!AnswerRule.isInternalError(outcome, kind), answer.duration)
    case .failure(let failure): (false, failure.waited)
    case .refused, .notAsked: nil
    }
  }
}

extension UpstreamAnswer {
  var duration: Duration { .nanoseconds(elapsed.nanoseconds) }
}

extension TransportFailure {
  /// How long a failure took, where that is known.
  var waited: Duration {
    if case .timedOut(let milliseconds) = self { .milliseconds(milliseconds) } else { .zero }
  }
}
