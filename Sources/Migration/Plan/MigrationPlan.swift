public import Evidence

/// A migration's plan: what happens when, and on what evidence.
public struct MigrationPlan: Codable, Hashable, Sendable {
  /// The migration's name, `[a-z0-9][a-z0-9._-]{0,62}`; part of what is hashed for the canary.
  public var name: String
  public var stages: [PlannedStage]
  /// By what rules windows are judged; a stage's gates are laid over them.
  public var evidence: EvidenceRules
  public var health = HealthLimits()
  public var rollback = RollbackRules()
  /// How long any hold may stand before somebody is told.
  public var longestHold: PlannedDuration = .hours(6)
  /// The forks that are known from the configuration; an engine's word goes before it.
  public var forks: [KnownFork] = []
  public var freeze = FreezeRules()
  public var hooks: [PlannedHook] = []
  /// How long after a veto the hooks are asked again.
  public var hookRetry: PlannedDuration = .minutes(5)
  public var notifications: [PlannedNotification]
  public var drills = DrillRules()

  /// Creates the ticket's plan under a name.
  public init(name: String = "engine-v5") {
    self.name = name
    evidence = EvidenceRules()
    stages = Self.standardStages
    notifications = [PlannedNotification(channel: .log)]
  }

  /// The plan of the ticket: parallel, canary 5 % and 10 %, 25 … 100 % by steps, complete.
  public static let standard = MigrationPlan()

  private static var standardStages: [PlannedStage] {
    var second = PlannedStage(.canary, share: .percent(10))
    second.minimumTime = .hours(6)
    second.minimumOperations = 1_000
    let targets = [25, 50, 75, 90, 100].map { PlannedStage(.gradual, share: .percent($0)) }
    return [PlannedStage(.parallel), PlannedStage(.canary, share: .percent(5)), second] + targets
      + [PlannedStage(.complete)]
  }

  /// The rules by which windows are judged in a stage.
  public func rules(forStage index: Int) -> EvidenceRules {
    guard stages.indices.contains(index), stages[index].kind != .complete else { return evidence }
    let gates = stages[index].gates
    var rules = evidence
    (rules.margin, rules.marginFromHalf) = (gates.errorMargin, gates.errorMargin)
    rules.failureCeiling = gates.failureCeiling
    rules.mismatchCeiling = gates.mismatchCeiling
    rules.latencyMarginP50 = gates.latencyMarginP50
    rules.latencyMarginP99 = gates.latencyMarginP99
    return rules
  }

  /// The shares that a stage goes through, in order.
  public func shares(ofStage index: Int) -> [PlannedShare] {
    guard stages.indices.contains(index) else { return [] }
    return stages[index].shares(from: index > 0 ? stages[index - 1].share : .none)
  }

  /// What a stage takes at least, the time below a gradual target included.
  public func minimumTime(ofStage index: Int) -> PlannedDuration {
    guard stages.indices.contains(index) else { return .zero }
    let stage = stages[index]
    guard stage.kind != .complete else { return stage.standby }
    let steps = shares(ofStage: index).dropLast().reduce(PlannedDuration.zero) { sum, _ in
      sum + stage.stepTime
    }
    return steps + stage.minimumTime
  }

  /// What the plan takes at least from `start` to `finalize`.
  public var minimumTime: PlannedDuration {
    stages.indices.reduce(.zero) { $0 + minimumTime(ofStage: $1) }
  }
}
