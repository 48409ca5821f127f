import ABTesting

/// Gathers exchanges into windows, which close on counts and time alone.
///
/// Closing on outcomes would break what the tests promise. Its owner looks at the clock with
/// `close(now:)` at least every few seconds, and after each exchange where volume is high.
public struct WindowBuilder: Sendable {
  /// The units that are remembered, so that each counts once for the sample ratio.
  static let unitLimit = 4_096
  private static let unitLength = 128
  /// The changes of the share that one window tells apart.
  private static let shareLimit = 64

  public var limits: WindowLimits
  /// v5's share of the authority in basis points.
  public private(set) var share: Int
  /// Whether the arm that is not the authority is asked as well.
  public private(set) var asksBothArms: Bool
  private var window: EvidenceWindow
  private var lastLook: Double
  private var v4Calls = 0
  private var v5Calls = 0
  private var units: [String: Arm] = [:]
  private var unitOrder: [String] = []
  private var oldestUnit = 0

  /// Opens the first window at a time in seconds on a monotonic clock.
  public init(limits: WindowLimits = WindowLimits(), start: Double) {
    self.limits = limits
    share = 0
    asksBothArms = false
    let start = start.isFinite ? start : 0
    lastLook = start
    window = EvidenceWindow(start: start, end: start)
  }

  /// Tells how exchanges are routed from here on; a share beyond 0 … 10,000 is brought within.
  public mutating func route(share: Int, asksBothArms: Bool) {
    self.share = min(max(0, share), Share.whole)
    self.asksBothArms = asksBothArms
  }

  public mutating func add(_ sample: ExchangeSample) {
    window.exchanges = window.exchanges.saturatingAdd(1)
    if asksBothArms || sample.authority == .v5 {
      window.expectedV5Calls = window.expectedV5Calls.saturatingAdd(1)
    }
    if let v4 = sample.v4 {
      window.v4[sample.method, default: MethodCounts()].record(v4)
      v4Calls = v4Calls.saturatingAdd(1)
    }
    if let v5 = sample.v5 {
      window.v5[sample.method, default: MethodCounts()].record(v5)
      v5Calls = v5Calls.saturatingAdd(1)
      if v5.outcome.isAnswer { window.coverage.record(sample.method, fork: sample.fork) }
    }
    if let v4 = sample.v4, let v5 = sample.v5 {
      window.pairs.record(v4: v4.outcome, v5: v5.outcome)
    }
    if let comparison = sample.comparison {
      window.comparisons[comparison] = (window.comparisons[comparison] ?? 0).saturatingAdd(1)
    }
    if sample.isSplit { assign(sample.authority, sample.unit) }
  }

  /// Counts a comparison that came after its exchange was added.
  public mutating func add(_ comparison: SampledComparison) {
    window.comparisons[comparison] = (window.comparisons[comparison] ?? 0).saturatingAdd(1)
  }

  /// Counts comparisons that were due and are not going to be made.
  public mutating func addDroppedComparisons(_ count: Int = 1) {
    window.droppedComparisons = window.droppedComparisons.saturatingAdd(max(0, count))
  }

  /// Marks the present window as worthless: the wall clock has jumped or the machine has slept.
  public mutating func discard() { window.isDiscarded = true }

  /// Closes the window if that is due at a time in seconds on the monotonic clock.
  ///
  /// A clock that goes back, or on by more than the longest gap, discards the window.
  public mutating func close(now: Double) -> EvidenceWindow? {
    guard now.isFinite else { return nil }
    if now < lastLook || now - lastLook > limits.longestGap { window.isDiscarded = true }
    lastLook = now
    let isFull = v4Calls > 0 && v5Calls > 0 && v4Calls.saturatingAdd(v5Calls) >= limits.calls
    guard isFull || window.isDiscarded || now - window.start >= limits.seconds else { return nil }
    var closed = window
    closed.end = max(now, window.start)
    closed.share = share
    window = EvidenceWindow(start: now, end: now)
    (v4Calls, v5Calls) = (0, 0)
    return closed
  }

  private mutating func assign(_ arm: Arm, _ unit: String?) {
    if let unit {
      let name = String(unit.prefix(Self.unitLength))
      if let known = units[name] {
        guard known != arm else { return }
        window.crossedUnits = window.crossedUnits.saturatingAdd(1)
        units[name] = arm
        return
      }
      remember(name, arm)
    }
    if window.assigned.last?.share != share {
      guard window.assigned.count < Self.shareLimit else { return }
      window.assigned.append(AssignedUnits(share: share))
    }
    window.assigned[window.assigned.count - 1].count(arm)
  }

  private mutating func remember(_ name: String, _ arm: Arm) {
    units[name] = arm
    guard unitOrder.count >= Self.unitLimit else { return unitOrder.append(name) }
    units[unitOrder[oldestUnit]] = nil
    unitOrder[oldestUnit] = name
    oldestUnit = (oldestUnit + 1) % Self.unitLimit
  }
}
