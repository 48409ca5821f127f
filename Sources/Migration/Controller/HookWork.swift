/// Hooks that wait to be asked or run.
enum HookWork: Sendable {
  /// Those that may veto an advance.
  case ask(PendingAdvance)
  case run(PlannedHook.Moment, stage: String)
}
