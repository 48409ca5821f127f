/// What all detectors say after a window.
public struct Judgement: Codable, Sendable, Hashable {
  /// The window's ends, in seconds on its clock.
  public var start: Double
  public var end: Double
  /// Whether the window was left out.
  public var isDiscarded: Bool
  /// One for each detector, in the order of `DetectorName`.
  public var readings: [SignalReading]
  /// What those detectors say together that may hold or roll back.
  public var verdict: EvidenceVerdict
  /// The strongest action that is due.
  public var action: Enforcement?
  /// The windows taken in so far.
  public var windows: Int
  /// v4's exchanges so far.
  public var v4Calls: Int
  /// v5's exchanges so far, as follower or as authority.
  public var v5Calls: Int
  /// The comparisons so far that say something.
  public var comparisons: Int
  /// The answers of v5 so far by method and fork.
  public var coverage: CoverageCounts

  /// The reading that asks for the strongest action, the first of several.
  public var decisive: SignalReading? {
    readings.first { $0.action != nil && $0.action == action }
  }

  public func reading(_ detector: DetectorName) -> SignalReading? {
    readings.first { $0.detector == detector }
  }
}
