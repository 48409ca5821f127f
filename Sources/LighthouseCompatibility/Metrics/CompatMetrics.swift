import EngineHTTP
import EngineRPC
import Synchronization

/// What the compatibility layer counts: operation times by side, verdicts, refusals.
///
/// Labels are methods without their version, so their number is bounded by the allow-list.
public final class CompatMetrics: Sendable {
  /// The numbers at one moment.
  public struct Snapshot: Sendable {
    /// Times by operation, of each side.
    public var times: [String: PerSide<LatencyHistogram>] = [:]
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
  private let state = Mutex(Snapshot())

  public init() {}

  public var snapshot: Snapshot { state.withLock { $0 } }

  func recordTime(_ operation: String, _ side: Side, nanoseconds: Int64) {
    state.withLock {
      $0.times[operation, default: PerSide { _ in LatencyHistogram() }][side]
        .record(nanoseconds: nanoseconds)
    }
  }

  func record(_ judgement: Judgement, of operation: String) {
    state.withLock {
      $0.verdicts[operation, default: [:]][judgement.verdict, default: 0] += 1
      guard judgement.verdict != .match, judgement.verdict != .tolerated else { return }
      let text =
        "\(operation) \(judgement.verdict): "
        + judgement.differences.joined(separator: "; ")
      if $0.recentDifferences.count == Self.mostDifferences { $0.recentDifferences.removeFirst() }
      $0.recentDifferences.append(text)
    }
  }

  func record(_ outcome: Outcome, of operation: Operation, from side: Side) {
    switch outcome {
    case .answer, .engineError: break
    case .failure(let failure):
      state.withLock { $0.failures[side][failure.label, default: 0] += 1 }
    case .refused: state.withLock { $0.refusals[side][operation.method, default: 0] += 1 }
    case .notAsked(let reason): state.withLock { $0.skipped[side][reason, default: 0] += 1 }
    }
  }

  func record(_ event: ExchangeEvent) {
    state.withLock {
      switch event {
      case .wentBack: $0.wentBack += 1
      case .froze: break
      case .fellBehind(let side, let reason): $0.fellBehind[side][reason, default: 0] += 1
      case .answeredBy(_, let cause, _): $0.substitutions[cause, default: 0] += 1
      }
    }
  }

  func recordOwnError(_ method: String) {
    state.withLock { $0.ownErrors[method, default: 0] += 1 }
  }

  func recordComparisonDropped() {
    state.withLock { $0.comparisonsDropped += 1 }
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
