public import EngineRPC
public import EngineTypes

/// What the driver tells the machine.
public enum CatchUpEvent: Sendable {
  /// A request's result, or why there is none; answers to requests that no longer count are
  /// ignored.
  case answered(id: UInt64, Result<JSONValue, CatchUpFault>)
  /// The caller's forkchoice is now this one.
  case forkchoiceMoved(ForkchoiceState)
  /// The forkchoice of a request was not sent, since the target heard a newer one meanwhile: an
  /// older one must not come behind it.
  case overtaken(id: UInt64)
  case cancel
}
