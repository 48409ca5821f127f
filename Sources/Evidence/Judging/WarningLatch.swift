/// Keeps a warning until it has been over for the cool-down.
///
/// The cool-down begins when W is back at 1. It is broken when W exceeds the warning's square root:
/// a detector of a frequent event crosses 1 every few windows though nothing is wrong.
struct WarningLatch: Codable, Sendable, Hashable {
  private(set) var isRaised = false
  private var quietSince: Double?

  /// Takes in W after a window, at a time in seconds.
  mutating func update(logWealth: Double, logWarn: Double, coolDown: Double, now: Double) {
    if logWealth >= logWarn {
      (isRaised, quietSince) = (true, nil)
    } else if logWealth > max(0, logWarn) / 2 {
      quietSince = nil
    } else if quietSince == nil, logWealth <= 1e-9 {
      quietSince = now
    }
    if let quietSince, now - quietSince >= coolDown { isRaised = false }
  }
}
