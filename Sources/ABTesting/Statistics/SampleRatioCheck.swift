import Glibc

/// The sequential check that units arrive at the arms in the designed ratio.
///
/// A Bayes factor of a Dirichlet against the design, chained over the segments of a constant share,
/// may be looked at after every unit. An alarm means that the assignment or what feeds it is broken,
/// so the test's statistics say nothing; it says nothing about v5.
public struct SampleRatioCheck: Sendable, Hashable {
  /// How firmly the alternative holds to the design.
  public static let concentration = 10_000.0
  /// The p-value below which it alarms.
  public static let alarmBelow = 0.001
  /// The units that each arm has to have, or by design ought to have, before it alarms.
  public static let minimumUnits = 8

  /// The units counted for v4, over all segments.
  public private(set) var v4Units = 0
  /// The units counted for v5, over all segments.
  public private(set) var v5Units = 0
  /// The units that v5 ought to have by design, over all segments.
  public private(set) var expectedV5Units = 0.0
  /// The segments of a constant share in which units were counted.
  public private(set) var segments = 0
  private var share = 0
  private var segmentV4 = 0.0
  private var segmentV5 = 0.0
  private var logBayesFactor = 0.0
  private var peak = 0.0

  public init() {}

  /// The p-value of the design, valid at every look.
  public var pValue: Double { exp(-peak) }

  /// Whether the ratio is off; an alarm stays.
  public var isAlarm: Bool {
    pValue < Self.alarmBelow && (hasMinimum(observed) || hasMinimum(expected))
  }

  private var observed: (Double, Double) { (Double(v4Units), Double(v5Units)) }
  private var expected: (Double, Double) {
    (Double(v4Units + v5Units) - expectedV5Units, expectedV5Units)
  }

  private func hasMinimum(_ units: (Double, Double)) -> Bool {
    min(units.0, units.1) >= Double(Self.minimumUnits)
  }

  /// Counts one unit assigned at a share in basis points; nothing at 0 and at 10,000.
  public mutating func count(_ arm: Arm, share basisPoints: Int) {
    guard basisPoints > 0, basisPoints < Share.whole else { return }
    if basisPoints != share || segments == 0 {
      (share, segmentV4, segmentV5) = (basisPoints, 0, 0)
      segments += 1
    }
    let v5Design = Double(share) / Double(Share.whole)
    let (design, seen) = arm == .v5 ? (v5Design, segmentV5) : (1 - v5Design, segmentV4)
    // One unit's factor of the Dirichlet-multinomial: exactly the increment of the closed form.
    let predicted =
      (Self.concentration * design + seen) / (Self.concentration + segmentV4 + segmentV5)
    logBayesFactor += log(predicted / design)
    peak = max(peak, logBayesFactor)
    expectedV5Units += v5Design
    switch arm {
    case .v4: (v4Units, segmentV4) = (v4Units + 1, segmentV4 + 1)
    case .v5: (v5Units, segmentV5) = (v5Units + 1, segmentV5 + 1)
    }
  }
}
