/// What a detector may do; also what is due now.
public enum Enforcement: String, Codable, CaseIterable, Comparable, Sendable, Hashable {
  case off
  case warn
  case hold
  case rollback

  private var rank: Int {
    switch self {
    case .off: 0
    case .warn: 1
    case .hold: 2
    case .rollback: 3
    }
  }

  public static func < (left: Enforcement, right: Enforcement) -> Bool { left.rank < right.rank }
}
