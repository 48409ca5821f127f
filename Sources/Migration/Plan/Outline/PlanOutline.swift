import Evidence

/// A plan with the predicted duration of each stage: what `plan show` prints, as facts.
public struct PlanOutline: Codable, Hashable, Sendable {
  public static let bounds = [0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

  public var name: String
  public var rates: CallRates
  /// Whether the rates were observed, or are an estimate.
  public var isObserved: Bool
  public var stages: [StageOutline]
  public var certify: [CertifyRow]
  /// What it takes at least up to completion; the standby follows.
  public var minimumTime: PlannedDuration
  /// What it takes at the observed rates up to completion; nil where it never completes.
  public var predicted: PlannedDuration?
  public var standby: PlannedDuration

  /// Predicts a plan's stages; without observed rates by an estimate.
  public init(_ plan: MigrationPlan, rates observed: CallRates? = nil) {
    let rates = observed ?? .estimate
    name = plan.name
    isObserved = observed != nil
    self.rates = rates
    var calls = 0.0
    stages = plan.stages.indices.map { index in
      Self.outline(plan, index, rates, &calls)
    }
    certify = Self.bounds.map { bound in
      let calls = CertifiedCalls.needed(bound: bound, alpha: 0.05)
      return CertifyRow(
        bound: bound, alpha: 0.05, calls: calls, time: Self.time(calls, at: rates.total))
    }
    let moving = stages.filter { $0.kind != .complete }
    minimumTime = moving.reduce(.zero) { $0 + $1.minimumTime }
    predicted = moving.reduce(PlannedDuration?.some(.zero)) { sum, stage in
      guard let sum, let time = stage.predicted else { return nil }
      return sum + time
    }
    standby = plan.stages.last?.standby ?? .zero
  }

  /// Predicts one stage, `calls` of v5 having been made before it and after it.
  private static func outline(
    _ plan: MigrationPlan, _ index: Int, _ rates: CallRates, _ calls: inout Double
  ) -> StageOutline {
    let stage = plan.stages[index]
    let minimum = plan.minimumTime(ofStage: index)
    var outline = StageOutline(
      name: stage.name, kind: stage.kind, mode: PlannedMode(stage.kind, share: stage.share),
      share: stage.share, steps: plan.shares(ofStage: index), minimumTime: minimum,
      minimumOperations: stage.minimumOperations, certifiedCalls: nil,
      approvals: stage.approvals, predicted: minimum, bottleneck: .time,
      waivers: stage.coverage.waivers)
    guard stage.kind != .complete else {
      (outline.minimumOperations, outline.certifiedCalls, outline.waivers) = (0, 0, [])
      return outline
    }
    outline.certifiedCalls = certified(plan.rules(forStage: index), stage.share)
    let made = calls
    let evidence = outline.certifiedCalls.flatMap {
      CallRates.minutes(for: max(0, $0 - Int(min(made, 1e15))), at: rates.total)
    }
    let needs: [(StageOutline.Bottleneck, Double?)] = [
      (.time, minimum.seconds / 60),
      (.operations, CallRates.minutes(for: stage.minimumOperations, at: rates.total)),
      (.evidence, evidence),
      (.coverage, coverage(stage.coverage, rates, elapsed: made, total: rates.total)),
    ]
    guard needs.allSatisfy({ $0.1 != nil }) else {
      (outline.predicted, outline.bottleneck) = (nil, .never)
      return outline
    }
    for (bottleneck, minutes) in needs {
      guard let minutes, let longest = outline.predicted, minutes > longest.seconds / 60 else {
        continue
      }
      (outline.predicted, outline.bottleneck) = (duration(minutes: minutes), bottleneck)
    }
    calls += (outline.predicted?.seconds ?? 0) / 60 * rates.total
    return outline
  }

  /// The calls without a failure that all of a stage's bounds need, half of α for each arm.
  private static func certified(_ rules: EvidenceRules, _ share: PlannedShare) -> Int? {
    let bounds = [
      (rules.margin, rules.errorAlpha / 2), (rules.failureCeiling, rules.serviceLevelAlpha),
      (rules.mismatchCeiling, rules.mismatchAlpha),
      (rules.latencyMarginP50, rules.latencyAlpha / 2),
      (rules.latencyMarginP99, rules.latencyAlpha / 2),
    ]
    let calls = bounds.map { CertifiedCalls.needed(bound: $0.0, alpha: $0.1) }
    return calls.contains(nil) ? nil : calls.compactMap(\.self).max()
  }

  /// The minutes until each method was seen as often as required, after as many calls as were made.
  private static func coverage(
    _ coverage: PlannedCoverage, _ rates: CallRates, elapsed made: Double, total: Double
  ) -> Double? {
    var longest = 0.0
    let before = total > 0 ? made / total : 0
    let builds = coverage.isWaived("builds") ? 0 : coverage.builds
    let methods = coverage.methods.filter { !coverage.isWaived($0.rawValue) }
      .map { ($0, coverage.seen * max(1, coverage.forks.count)) }
    for (method, count) in methods + [(.getPayload, builds)] {
      guard let minutes = CallRates.minutes(for: count, at: rates.rate(method)) else { return nil }
      longest = max(longest, minutes - before)
    }
    return longest
  }

  private static func time(_ calls: Int?, at rate: Double) -> PlannedDuration? {
    calls.flatMap { CallRates.minutes(for: $0, at: rate) }.map(duration)
  }

  private static func duration(minutes: Double) -> PlannedDuration {
    PlannedDuration(milliseconds: Int(min(max(0, (minutes * 60).rounded(.up)), 1e9)) * 1_000)
  }
}
