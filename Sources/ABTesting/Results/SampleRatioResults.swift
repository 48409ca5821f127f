/// Whether units arrived at the arms in the designed ratio.
public struct SampleRatioResults: Sendable, Hashable {
  /// The sticky units, or draws, first assigned to v4.
  public let v4Units: Int
  /// The sticky units, or draws, first assigned to v5.
  public let v5Units: Int
  /// The units that v5 ought to have by design.
  public let expectedV5Units: Double
  /// The segments of a constant share.
  public let segments: Int
  /// The p-value of the design, valid at every look.
  public let pValue: Double
  /// Whether the ratio is off: hold, and believe none of the statistics.
  public let isAlarm: Bool
  /// The units seen on both arms, as a changed share makes them.
  public let crossovers: Int
  /// The calls by units beyond the 65,536 that are counted.
  public let uncountedUnits: Int

  init(_ snapshot: TestSnapshot) {
    v4Units = snapshot.check.v4Units
    v5Units = snapshot.check.v5Units
    expectedV5Units = snapshot.check.expectedV5Units
    segments = snapshot.check.segments
    pValue = snapshot.check.pValue
    isAlarm = snapshot.check.isAlarm
    crossovers = snapshot.crossovers
    uncountedUnits = snapshot.uncountedUnits
  }
}
