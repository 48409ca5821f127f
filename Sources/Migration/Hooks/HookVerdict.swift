/// What the hooks before an advance say.
public enum HookVerdict: Hashable, Sendable {
  case passed
  /// A hook objects, failed or did not answer in time.
  case vetoed(hook: String, reason: String)
}
