import Evidence
import Migration

extension MigrationPlan {
  /// The standard plan's stages with minutes for hours, and as little evidence as lets each stage
  /// be left within some slots; what rolls back stands as it does in the standard plan.
  static let chaos: MigrationPlan = {
    var plan = MigrationPlan(name: "chaos")
    plan.stages = [
      stage(PlannedStage(.parallel)), stage(PlannedStage(.canary, share: .percent(5))),
      stage(PlannedStage(.canary, share: .percent(10))),
      stage(PlannedStage(.gradual, share: .percent(50))),
      stage(PlannedStage(.gradual, share: .percent(100))), PlannedStage(.complete),
    ]
    plan.evidence.coolDown = 60
    // On a machine with two cores for two engines a tenth of a second is no difference.
    plan.evidence.latencySlack = 0.2
    plan.health.interval = .seconds(10)
    (plan.health.freeDisk, plan.health.freeMemory) = (0, 0)
    return plan
  }()

  private static func stage(_ given: PlannedStage) -> PlannedStage {
    var stage = given
    stage.minimumTime = .seconds(90)
    stage.stepTime = .seconds(36)
    stage.step = .percent(25)
    stage.minimumOperations = 20
    stage.coverage.seen = 1
    // Evidence that a fault has spoilt for long ends the run.
    stage.missing = MissingEvidence(hold: .minutes(20), then: .rollback)
    stage.gates.errorMargin = 0.5
    stage.gates.failureCeiling = 0.5
    stage.gates.mismatchCeiling = 0.5
    (stage.gates.latencyMarginP50, stage.gates.latencyMarginP99) = (0.9, 0.9)
    return stage
  }
}
