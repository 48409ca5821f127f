import Glibc

/// Judges windows one after the other; persisted, it goes on where it was.
///
/// Its time is the sum of the windows' lengths, so neither a restart nor a jump of the clock moves
/// it. Every exchange of v5 counts, as follower or as authority.
public struct EvidenceJudge: Codable, Sendable {
  public var rules: EvidenceRules
  var ledger = EvidenceLedger()
  private var latches: [DetectorName: WarningLatch] = [:]
  private var standings: [DetectorName: Standing] = [:]

  private struct Standing: Codable, Sendable {
    var verdict: EvidenceVerdict
    var action: Enforcement?
    var since: Double
  }

  public init(rules: EvidenceRules = EvidenceRules()) { self.rules = rules }

  /// Forgets everything but the rules: a new attempt has evidence of its own.
  public mutating func reset() { self = EvidenceJudge(rules: rules) }

  /// Takes in a window and says what it comes to; one that is discarded or makes no sense moves
  /// nothing.
  public mutating func judge(_ window: EvidenceWindow) -> Judgement {
    let isSound =
      !window.isDiscarded && window.start.isFinite && window.end.isFinite
      && window.end >= window.start && window.seconds <= 86_400
    if isSound {
      ledger.add(window, rules: rules)
      for detector in DetectorName.allCases {
        guard let wealth = ledger.logWealth(detector) else { continue }
        latches[detector, default: WarningLatch()].update(
          logWealth: wealth, logWarn: log(max(1, rules.warnWealth)), coolDown: rules.coolDown,
          now: ledger.time)
      }
    } else {
      ledger.forgetSilence()
    }
    let readings = DetectorName.allCases.map { reading($0, window) }
    return Judgement(
      start: window.start, end: window.end, isDiscarded: !isSound, readings: readings,
      verdict: Self.verdict(readings), action: readings.compactMap(\.action).max(),
      windows: ledger.windows, v4Calls: ledger.failures4.trials, v5Calls: ledger.failures5.trials,
      comparisons: ledger.mismatches.trials, coverage: ledger.coverage)
  }

  private mutating func reading(_ detector: DetectorName, _ window: EvidenceWindow) -> SignalReading
  {
    let isWarned = latches[detector]?.isRaised ?? false
    var reading = ledger.reading(detector, rules: rules, share: window.share, isWarned: isWarned)
    if let standing = standings[detector], standing.verdict == reading.verdict,
      standing.action == reading.action
    {
      reading.since = window.end - (ledger.time - standing.since)
    } else {
      standings[detector] = Standing(
        verdict: reading.verdict, action: reading.action, since: ledger.time)
      reading.since = window.end
    }
    return reading
  }

  private static func verdict(_ readings: [SignalReading]) -> EvidenceVerdict {
    let verdicts = Set(readings.filter { $0.enforcement >= .hold }.map(\.verdict))
    if verdicts.contains(.fail) { return .fail }
    if verdicts.contains(.noData) { return .noData }
    return verdicts.contains(.inconclusive) ? .inconclusive : .pass
  }
}
