/// Changing the plan's figures while the migration runs.
extension MigrationMachine {
  /// Sets a value of the plan, or gives it back to the plan's file where the text is empty.
  ///
  /// What the migration is made of stays as it began: its name, the stages and their shares, the
  /// forks and who is told.
  public mutating func adjust(
    _ path: String, to value: String, who: String, at time: Int64
  ) throws(MigrationError) -> MigrationEffects {
    try require(.adjust, who: who)
    var adjustments = (standing.adjustments ?? []).filter { $0.path != path }
    let old = plan.value(at: path)
    if !value.isBlank { adjustments.append(PlanAdjustment(path: path, value: value, who: who)) }
    let changed = try written.adjusted(by: adjustments)
    guard let new = changed.value(at: path) else {
      // The plan's file is asked for the nearest key.
      throw .invalidPlan(plan.setting(path, to: value).problems)
    }
    plan = changed
    return move(
      .adjust, "set \(path): \(old ?? "nothing") → \(new)", who: who, at: time
    ) { $0.adjustments = adjustments.isEmpty ? nil : adjustments }
  }
}

extension MigrationPlan {
  /// The plan with values changed, in their order.
  func adjusted(by adjustments: [PlanAdjustment]) throws(MigrationError) -> MigrationPlan {
    var plan = self
    for adjustment in adjustments {
      let (changed, problems) = plan.setting(adjustment.path, to: adjustment.value)
      guard let changed, problems.isEmpty else { throw .invalidPlan(problems) }
      guard changed.frame == frame else { throw .notAdjustable(path: adjustment.path) }
      plan = changed
    }
    return plan
  }

  /// What a migration is made of, and keeps for its life.
  private var frame: MigrationPlan {
    var frame = MigrationPlan(name: name)
    (frame.forks, frame.notifications) = (forks, notifications)
    frame.stages = stages.map { stage in
      var outline = PlannedStage(stage.kind, share: stage.share, name: stage.name)
      outline.step = stage.step
      return outline
    }
    return frame
  }
}
