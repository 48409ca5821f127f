import ABTesting

/// The units assigned by the hash while one share was in force.
public struct AssignedUnits: Codable, Sendable, Hashable {
  /// v5's share in basis points.
  public let share: Int
  public internal(set) var v4 = 0
  public internal(set) var v5 = 0

  public init(share: Int, v4: Int = 0, v5: Int = 0) {
    self.share = share
    self.v4 = max(0, v4)
    self.v5 = max(0, v5)
  }

  mutating func count(_ arm: Arm) {
    switch arm {
    case .v4: v4 = v4.saturatingAdd(1)
    case .v5: v5 = v5.saturatingAdd(1)
    }
  }

  mutating func merge(_ other: AssignedUnits) {
    v4 = v4.saturatingAdd(max(0, other.v4))
    v5 = v5.saturatingAdd(max(0, other.v5))
  }
}
