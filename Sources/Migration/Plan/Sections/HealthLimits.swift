/// When engines, clock and machine count as healthy.
public struct HealthLimits: Codable, Hashable, Sendable {
  public var interval: PlannedDuration = .seconds(30)
  /// The age from which on evidence counts as missing.
  public var staleAfter: PlannedDuration = .minutes(5)
  /// The healthy checks in a row after which what was unhealthy counts as healthy again.
  public var settle = 3
  /// The changes of an engine's health within `flappingWindow` from which on it flaps.
  public var flapping = 4
  public var flappingWindow: PlannedDuration = .minutes(10)
  /// The slots in a row that may pass without a new head.
  public var missedSlots = 2
  /// The blocks that a reorganisation may take back.
  public var reorgDepth = 7
  /// How far the wall clock may be off the caller's.
  public var clockSkew = PlannedDuration(milliseconds: 500)
  public var freeDisk = 1_024
  public var freeMemory = 256

  public init() {}
}

extension HealthLimits: PlanSection {
  static func fields(for section: HealthLimits) -> [PlanField<HealthLimits>] {
    [
      .value("interval", \.interval, "how often health is judged; exchanges are judged one by one"),
      .value("staleAfter", \.staleAfter, "the age from which on evidence counts as missing"),
      .value(
        "settle", \.settle, "healthy checks in a row after which the unhealthy counts as healthy"),
      .value("flapping", \.flapping, "changes of an engine's health from which on it flaps"),
      .value("flappingWindow", \.flappingWindow, "within which those changes count"),
      .value("missedSlots", \.missedSlots, "slots in a row without a block before it holds"),
      .value("reorgDepth", \.reorgDepth, "blocks that a reorganisation may take back"),
      .value(
        "clockSkew", \.clockSkew, "how far the wall clock may be off the caller's, by its tokens"),
      .value("freeDisk", \.freeDisk, "MiB that must be free where the state is kept"),
      .value("freeMemory", \.freeMemory, "MiB of memory that must be available"),
    ]
  }
}
