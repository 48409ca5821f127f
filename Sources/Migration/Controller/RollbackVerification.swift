/// What follows a rollback: v4 has to answer, and the next block has to be made, within the limit.
public struct RollbackVerification: Codable, Hashable, Sendable {
  public enum Outcome: String, Codable, Hashable, Sendable {
    case waiting
    case verified
    /// The limit is over and v4 was not seen to serve.
    case failed
  }

  /// Seconds on the uptime clock.
  public let began: Double
  public let limit: PlannedDuration
  public private(set) var outcome = Outcome.waiting
  /// From the rollback to the proof of it, in seconds.
  public private(set) var took: Double?
  private var newPayload = false
  private var forkchoice = false

  init(began: Double, limit: PlannedDuration) {
    self.began = began
    self.limit = limit
  }

  /// Takes in that v4 answered the caller.
  mutating func v4Served(_ isNewPayload: Bool, _ isForkchoice: Bool, now: Double) {
    guard outcome == .waiting else { return }
    newPayload = newPayload || isNewPayload
    forkchoice = forkchoice || isForkchoice
    guard newPayload, forkchoice else { return }
    (outcome, took) = (.verified, now - began)
  }

  /// Looks at the clock; true when the limit ran out just now.
  mutating func ranOut(now: Double) -> Bool {
    guard outcome == .waiting, now - began > limit.seconds else { return false }
    (outcome, took) = (.failed, now - began)
    return true
  }
}
