import Glibc

/// What one detector says after a window.
public struct SignalReading: Codable, Sendable, Hashable {
  /// What values are measured in.
  public enum Unit: String, Codable, Sendable, Hashable {
    /// 0 … 1, shown in percent.
    case share
    case milliseconds
    case seconds
    case count
  }

  /// What v5's value is held against.
  public enum Limit: Codable, Sendable, Hashable {
    case value(Double)
    /// That many times v4's value.
    case times(Double)
    /// v4's value and that much more.
    case plus(Double)
  }

  public var detector: DetectorName
  public var verdict: EvidenceVerdict
  /// What is due now by this detector: nothing, or at most what it may do.
  public var action: Enforcement?
  /// What the detector may do.
  public var enforcement: Enforcement
  public var unit: Unit
  /// v4's value over the last five minutes.
  public var v4: Double?
  /// v5's value over the last five minutes, or the only value.
  public var v5: Double?
  public var limit: Limit?
  /// The upper bound of what v5 is worse by, valid at every look.
  public var deltaUpper: Double?
  /// ln W, for detectors that gather evidence.
  public var logWealth: Double?
  /// The W from which on it warns.
  public var warnWealth: Double
  /// The W from which on it fires.
  public var failWealth: Double
  public var n4: Int
  public var n5: Int
  /// Seconds on the windows' clock since when verdict and action are what they are.
  public var since: Double
  /// What else the evidence is.
  public var note: String?

  /// Creates a reading; what is left out is not known.
  public init(
    detector: DetectorName, verdict: EvidenceVerdict, action: Enforcement? = nil,
    enforcement: Enforcement = .rollback, v4: Double? = nil, v5: Double? = nil,
    unit: Unit = .share, limit: Limit? = nil, deltaUpper: Double? = nil,
    logWealth: Double? = nil, warnWealth: Double = 1e3, failWealth: Double = 1e6, n4: Int = 0,
    n5: Int = 0, since: Double = 0, note: String? = nil
  ) {
    self.detector = detector
    self.verdict = verdict
    self.action = action
    self.enforcement = enforcement
    self.unit = unit
    (self.v4, self.v5, self.limit) = (v4, v5, limit)
    self.deltaUpper = deltaUpper
    self.logWealth = logWealth
    (self.warnWealth, self.failWealth) = (warnWealth, failWealth)
    (self.n4, self.n5) = (n4, n5)
    self.since = since
    self.note = note
  }

  /// W, or the largest number that there is.
  public var wealth: Double? { logWealth.map { min(exp($0), .greatestFiniteMagnitude) } }

  /// What v5's value is held against, as a number.
  public var threshold: Double? {
    switch limit {
    case .value(let value): value
    case .times(let ratio): v4.map { $0 * ratio }
    case .plus(let margin): v4.map { $0 + margin }
    case nil: nil
    }
  }
}
