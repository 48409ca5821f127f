/// A drill under way: when each of its phases ended, in seconds on the uptime clock.
struct DrillRun: Sendable {
  let who: String
  let began: Double
  /// v5 had the authority from here on.
  var onV5: Double?
  /// v5 answered the caller's newPayload and forkchoiceUpdated as the authority.
  var proven: Double?
  var decided: Double?
  /// v4 had the authority back.
  var switched: Double?
  /// Nothing of v5's was under way any more.
  var drained: Double?
  /// v4 answered the caller's newPayload and forkchoiceUpdated as the authority.
  var verified: Double?
  var persisted: Double?
  var sawNewPayload = false
  var sawForkchoice = false

  init(who: String, began: Double) {
    self.who = who
    self.began = began
  }

  /// Takes in that a side answered the caller; true when the phase is proven by it.
  mutating func served(by isV5: Bool, newPayload: Bool, forkchoice: Bool) -> Bool {
    let isWanted = switched == nil ? isV5 : !isV5
    guard isWanted, onV5 != nil else { return false }
    sawNewPayload = sawNewPayload || newPayload
    sawForkchoice = sawForkchoice || forkchoice
    return sawNewPayload && sawForkchoice
  }

  mutating func beginPhase() { (sawNewPayload, sawForkchoice) = (false, false) }
}

/// What a drill took, phase by phase, in milliseconds.
public struct DrillReport: Codable, Hashable, Sendable {
  public var who: String
  public var outcome: String
  /// From the start until v5 had the authority.
  public var cutOver: Double
  /// From there until v5 had served a block: what is rehearsed.
  public var detect: Double
  public var decide: Double
  /// The atomic store.
  public var `switch`: Double
  /// Until nothing of v5's was under way any more.
  public var drain: Double
  /// Until v4 had served the next block.
  public var verify: Double
  public var persist: Double
  public var total: Double

  init(_ run: DrillRun, outcome: String, end: Double) {
    func span(_ from: Double?, _ to: Double?) -> Double {
      guard let from, let to else { return 0 }
      return ((to - from) * 1_000_000).rounded() / 1_000
    }
    who = run.who
    self.outcome = outcome
    cutOver = span(run.began, run.onV5)
    detect = span(run.onV5, run.proven)
    decide = span(run.proven, run.decided)
    `switch` = span(run.decided, run.switched)
    drain = span(run.switched, run.drained)
    verify = span(run.drained, run.verified)
    persist = span(run.verified, run.persisted)
    total = span(run.began, end)
  }
}
