/// Who answers the caller, and who follows.
///
/// In every two-sided mode both sides process every state-changing operation in the caller's
/// order; the mode decides only whose answer the caller gets.
public enum MigrationMode: Sendable, Hashable {
  case v4Only
  case v5Only
  /// v4 answers, v5 gets every operation, and the answers are compared strictly.
  case parallel
  /// v4 answers, v5 gets what changes state.
  case v4Primary
  /// v5 answers, v4 is ready to answer in its place.
  case v5Primary
  /// v5 answers a share of the operations, in basis points: 0 … 10,000.
  case canary(basisPoints: Int)
}

extension MigrationMode: CustomStringConvertible {
  /// The name that configuration and command line use.
  public var description: String {
    switch self {
    case .v4Only: "v4Only"
    case .v5Only: "v5Only"
    case .parallel: "parallel"
    case .v4Primary: "v4Primary"
    case .v5Primary: "v5Primary"
    case .canary(let basisPoints): "canary(\(basisPoints))"
    }
  }

  /// Reads a name as `description` writes it.
  public init?(name: String) {
    switch name {
    case "v4Only": self = .v4Only
    case "v5Only": self = .v5Only
    case "parallel": self = .parallel
    case "v4Primary": self = .v4Primary
    case "v5Primary": self = .v5Primary
    default:
      guard name.hasPrefix("canary("), name.hasSuffix(")"),
        let share = Int(name.dropFirst(7).dropLast()), (0...10_000).contains(share),
        name == "canary(\(share))"
      else { return nil }
      self = .canary(basisPoints: share)
    }
  }

  /// Whether both sides process what the caller asks.
  public var isTwoSided: Bool { self != .v4Only && self != .v5Only }

  /// The side that answers where nothing else decides; a canary's is v5 as soon as it has a share.
  public var home: Side {
    switch self {
    case .v4Only, .parallel, .v4Primary: .v4
    case .v5Only, .v5Primary: .v5
    case .canary(let basisPoints): basisPoints > 0 ? .v5 : .v4
    }
  }

  /// The sides that the mode asks.
  public var sides: Set<Side> {
    switch self {
    case .v4Only: [.v4]
    case .v5Only: [.v5]
    case .parallel, .v4Primary, .v5Primary, .canary: [.v4, .v5]
    }
  }

  /// The names of the modes, for messages.
  public static let names = "v4Only, v5Only, parallel, v4Primary, v5Primary, canary(0…10000)"
}
