/// Hooks to ask, or to run where nothing hangs on their answer.
public struct HookRequest: Hashable, Sendable {
  public let step: HookStep
  public let hooks: [PlannedHook]
  /// What they may veto; nil where their answer changes nothing.
  public let pending: PendingAdvance?

  init(_ pending: PendingAdvance, hooks: [PlannedHook], attempt: Int, migration: String) {
    self.init(
      HookStep(pending, attempt: attempt, migration: migration), hooks: hooks, pending: pending)
  }

  init(_ step: HookStep, hooks: [PlannedHook], pending: PendingAdvance? = nil) {
    self.step = step
    self.hooks = hooks
    self.pending = pending
  }
}
