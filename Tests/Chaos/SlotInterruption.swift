import Synchronization

/// What happens at a call of a slot, once.
final class SlotInterruption: Sendable {
  let attempt: Int
  /// Waits until what happened is in force, before the call is sent; nil where it is to happen in
  /// the middle of the call.
  let settles: (@Sendable () async -> Void)?
  private let action: Mutex<(@Sendable () -> Void)?>

  init(
    attempt: Int, settles: (@Sendable () async -> Void)? = nil,
    _ action: @escaping @Sendable () -> Void
  ) {
    self.attempt = attempt
    self.settles = settles
    self.action = Mutex(action)
  }

  func happen() {
    let action = action.withLock { action in
      defer { action = nil }
      return action
    }
    action?()
  }
}
