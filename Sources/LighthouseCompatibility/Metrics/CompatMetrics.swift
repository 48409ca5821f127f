import CoreMetrics
import EngineHTTP
import EngineRPC
public import Observability
import Synchronization

/// What the compatibility layer counts: operation times by side, verdicts, refusals.
///
/// Labels are methods without their version, so their number is bounded by the allow-list. What is
/// counted can be read back, and goes to a backend of swift-metrics where one is given.
public final class CompatMetrics: Sendable {
  /// The numbers at one moment.
  public struct Snapshot: Sendable {
    /// Times by operation, of each side.
    public var times: [String: PerSide<LatencyHistogram>] = [:]
    /// What differed, by operation and `DifferenceClass`.
    public var differences: [String: [DifferenceClass: Int]] = [:]
    /// Verdicts by operation.
    public var verdicts: [String: [Verdict: Int]] = [:]
    /// Failures by side and kind.
    public var failures = PerSide<[String: Int]>(v4: [:], v5: [:])
    /// Operations that a dialect could not express, by side and method.
    public var refusals = PerSide<[String: Int]>(v4: [:], v5: [:])
    /// Operations that a follower was not asked, by side and reason.
    public var skipped = PerSide<[SkipReason: Int]>(v4: [:], v5: [:])
    /// Errors of this program's own that callers were given, by method.
    public var ownErrors: [String: Int] = [:]
    /// The last differences, newest last.
    public var recentDifferences: [String] = []
    /// Answers that left in the authority's place, by cause; and those that left unguarded.
    public var substitutions: [String: Int] = [:]
    /// How often a side fell behind, by reason.
    public var fellBehind = PerSide<[BehindReason: Int]>(v4: [:], v5: [:])
    /// How often the authority went back to v4 by itself.
    public var wentBack = 0
    /// Comparisons that were dropped because too many waited.
    public var comparisonsDropped = 0

    init() {}
  }

  private static let mostDifferences = 32
  private let state = Mutex(State())
  private let sink: MetricSink?

  private struct State {
    /// All but times and verdicts, which are in `operations`.
    var rest = Snapshot()
    var operations: [String: OperationCounts] = [:]
  }

  /// - Parameter sink: a backend of swift-metrics.
  public init(sink: MetricSink? = nil) {
    self.sink = sink
  }

  public var snapshot: Snapshot {
    state.withLock { state in
      var snapshot = state.rest
      for (operation, counts) in state.operations {
        if let times = counts.times { snapshot.times[operation] = times }
        if !counts.verdicts.isEmpty {
          snapshot.verdicts[operation] = counts.verdicts.mapValues(\.count)
        }
      }
      return snapshot
    }
  }

  func recordTime(_ operation: String, _ side: Side, nanoseconds: Int64) {
    let timer = state.withLock { state in
      state.operations[operation, default: OperationCounts()].timer(side, nanoseconds) { side in
        sink?.timer(.operationTime, ["side": side.rawValue, "operation": operation])
      }
    }
    timer?.recordNanoseconds(nanoseconds)
  }

  func record(_ judgement: Judgement, of operation: String) {
    let verdict = judgement.verdict
    let counter = state.withLock { state in
      state.operations[operation, default: OperationCounts()].counter(verdict) {
        sink?.counter(.verdicts, ["operation": operation, "verdict": verdict.rawValue])
      }
    }
    counter?.increment()
    if verdict != .match, verdict != .tolerated { recordDifferences(judgement, of: operation) }
  }

  private func recordDifferences(_ judgement: Judgement, of operation: String) {
    let classes = Set(judgement.differences.map(DifferenceClass.init))
    for each in classes {
      sink?.count(.differences, ["operation": operation, "class": each.rawValue])
    }
    let text =
      "\(operation) \(judgement.verdict): " + judgement.differences.joined(separator: "; ")
    state.withLock { state in
      for each in classes { state.rest.differences[operation, default: [:]][each, default: 0] += 1 }
      if state.rest.recentDifferences.count == Self.mostDifferences {
        state.rest.recentDifferences.removeFirst()
      }
      state.rest.recentDifferences.append(text)
    }
  }

  func record(_ outcome: Outcome, of operation: Operation, from side: Side) {
    switch outcome {
    case .answer, .engineError: break
    case .failure(let failure):
      sink?.count(.failures, ["side": side.rawValue, "kind": failure.label])
      state.withLock { $0.rest.failures[side][failure.label, default: 0] += 1 }
    case .refused:
      sink?.count(.refusals, ["side": side.rawValue, "method": operation.method])
      state.withLock { $0.rest.refusals[side][operation.method, default: 0] += 1 }
    case .notAsked(let reason):
      sink?.count(.skipped, ["side": side.rawValue, "reason": reason.rawValue])
      state.withLock { $0.rest.skipped[side][reason, default: 0] += 1 }
    }
  }

  func record(_ event: ExchangeEvent) {
    switch event {
    case .wentBack: sink?.count(.wentBack)
    case .froze: break
    case .fellBehind(let side, let reason):
      sink?.count(.fellBehind, ["side": side.rawValue, "reason": reason.rawValue])
    case .answeredBy(_, let cause, _): sink?.count(.substitutions, ["cause": cause])
    }
    state.withLock {
      switch event {
      case .wentBack: $0.rest.wentBack += 1
      case .froze: break
      case .fellBehind(let side, let reason): $0.rest.fellBehind[side][reason, default: 0] += 1
      case .answeredBy(_, let cause, _): $0.rest.substitutions[cause, default: 0] += 1
      }
    }
  }

  func recordOwnError(_ method: String) {
    sink?.count(.ownErrors, ["method": method])
    state.withLock { $0.rest.ownErrors[method, default: 0] += 1 }
  }

  func recordComparisonDropped() {
    sink?.count(.comparisonsDropped)
    state.withLock { $0.rest.comparisonsDropped += 1 }
  }
}

extension CompatMetrics.Snapshot {
  /// Exchanges that got a verdict.
  public var operationsCompared: Int { verdicts.values.flatMap(\.values).reduce(0, +) }

  public func total(_ verdict: Verdict) -> Int {
    verdicts.values.reduce(0) { $0 + ($1[verdict] ?? 0) }
  }

  public var matches: Int { total(.match) + total(.tolerated) }
  public var mismatches: Int { total(.mismatch) + total(.divergence) }
  public var v4OnlyErrors: Int { total(.v4Error) }
  public var v5OnlyErrors: Int { total(.v5Error) }
  public var bothErrors: Int { total(.bothErrors) }
}
