/// What the machine wants done.
public enum CatchUpAction: Sendable {
  case ask(CatchUpRequest)
  case progress(CatchUpProgress)
  /// The last action; the machine takes no more events.
  case finished(Result<CatchUpLevel, CatchUpError>)
}
