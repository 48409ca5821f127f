/// The routing mode that a migration asks for, by the name that the router knows it by.
public enum PlannedMode: Hashable, Sendable {
  case v4Only
  case parallel
  case canary(PlannedShare)
  case v5Primary
  case v5Only

  /// The mode of a stage at a share.
  public init(_ kind: StageKind, share: PlannedShare) {
    switch kind {
    case .parallel: self = .parallel
    case .canary, .gradual: self = share == .whole ? .v5Primary : .canary(share)
    case .complete: self = .v5Primary
    }
  }

  /// v5's share of the authority.
  public var share: PlannedShare {
    switch self {
    case .v4Only, .parallel: .none
    case .canary(let share): share
    case .v5Primary, .v5Only: .whole
    }
  }

  /// How near to v5 it is: what is persisted before it is applied goes up, the way back goes down.
  var nearness: Int {
    switch self {
    case .v4Only: 0
    case .parallel: 1
    case .canary(let share): 2 + share.basisPoints
    case .v5Primary: 20_000
    case .v5Only: 20_001
    }
  }

  /// Whether going from another mode to this one goes toward v5.
  public func isTowardV5(from other: PlannedMode) -> Bool { nearness > other.nearness }
}

extension PlannedMode: CustomStringConvertible {
  /// The router's name of the mode; a canary's share is in basis points.
  public var description: String {
    switch self {
    case .v4Only: "v4Only"
    case .parallel: "parallel"
    case .canary(let share): "canary(\(share.basisPoints))"
    case .v5Primary: "v5Primary"
    case .v5Only: "v5Only"
    }
  }

  public init?(name: String) {
    switch name {
    case "v4Only": self = .v4Only
    case "parallel": self = .parallel
    case "v5Primary": self = .v5Primary
    case "v5Only": self = .v5Only
    default:
      guard let match = name.wholeMatch(of: /canary\((0|[1-9][0-9]{0,4})\)/)?.output,
        let share = Int(match.1), share <= 10_000
      else { return nil }
      self = .canary(PlannedShare(basisPoints: share))
    }
  }
}

extension PlannedMode: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let mode = PlannedMode(name: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(name.prefix(40)) is no mode")
    }
    self = mode
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
