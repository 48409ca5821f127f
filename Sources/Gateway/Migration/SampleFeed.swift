import ABTesting
import Evidence
import LighthouseCompatibility
import Synchronization

/// Carries exchanges from the event loop of comparisons to the migration's controller.
final class SampleFeed: ExchangeObserver {
  enum Item: Sendable {
    case exchange(ExchangeSample)
    case late(SampledComparison)
  }

  /// Exchanges that may wait for the controller; of more the oldest are dropped and counted.
  private static let limit = 8_192
  /// What a method may take before it counts as a missed deadline.
  private static let deadline = Duration.seconds(8)
  private static let buildDeadline = Duration.seconds(1)

  let items: AsyncStream<Item>
  private let continuation: AsyncStream<Item>.Continuation
  private let dropped = Atomic<Int>(0)

  init() {
    (items, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.limit))
  }

  /// How many were dropped since the last question.
  func takeDropped() -> Int { dropped.exchange(0, ordering: .relaxed) }

  func finish() { continuation.finish() }

  func observe(_ report: ExchangeReport) { yield(.exchange(Self.sample(report))) }

  func observe(late verdict: Verdict) {
    guard let comparison = Self.comparison(verdict) else { return }
    yield(.late(comparison))
  }

  func observe(dropped count: Int) { dropped.add(count, ordering: .relaxed) }

  private func yield(_ item: Item) {
    if case .dropped = continuation.yield(item) { dropped.add(1, ordering: .relaxed) }
  }

  // MARK: In evidence's words

  private static func sample(_ report: ExchangeReport) -> ExchangeSample {
    let method = method(report.operation.kind)
    return ExchangeSample(
      method: method, fork: fork(report.operation.method),
      authority: report.authority == .v4 ? .v4 : .v5, v4: arm(report.v4, method),
      v5: arm(report.v5, method), comparison: report.verdict.flatMap(comparison),
      isSplit: report.isSplit, unit: report.operation.block, block: report.operation.block,
      parent: report.operation.parentBlock)
  }

  private static func method(_ kind: Operation.Kind) -> SampledMethod {
    switch kind {
    case .newPayload: .newPayload
    case .forkchoiceUpdated: .forkchoiceUpdated
    case .getPayload: .getPayload
    case .sendRawTransaction, .read: .read
    }
  }

  /// The fork whose structures the method carries.
  private static func fork(_ method: String) -> String {
    switch method.last {
    case "1": "paris"
    case "2": "shanghai"
    case "3": "cancun"
    default: "any"
    }
  }

  private static func arm(_ part: ExchangeReport.Part?, _ method: SampledMethod) -> ArmSample? {
    guard let part else { return nil }
    let outcome: SampledOutcome =
      switch part.result {
      case .answered: .ok
      case .rejected: .rejected
      case .failed: .failed
      }
    let limit = method == .getPayload || method == .read ? buildDeadline : deadline
    return ArmSample(outcome: outcome, latency: part.latency, missedDeadline: part.latency > limit)
  }

  private static func comparison(_ verdict: Verdict) -> SampledComparison? {
    switch verdict {
    case .match: .equal
    case .tolerated: .minor
    case .pending: .incomparable
    case .mismatch: .major
    case .divergence: .critical
    case .comparatorError: .comparatorError
    // One side's failure is counted as such.
    case .v4Error, .v5Error, .bothErrors: nil
    }
  }
}
