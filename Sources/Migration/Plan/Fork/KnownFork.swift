/// A fork of the chain and when it begins.
public struct KnownFork: Codable, Hashable, Sendable {
  /// The forks that v4 can express.
  static let expressible: Set<String> = ["paris", "shanghai"]

  public var name: String
  public var activation: PlannedInstant

  public init(name: String, activation: PlannedInstant) {
    self.name = name
    self.activation = activation
  }

  /// Whether v4 can follow the chain past it.
  public var isExpressible: Bool { Self.expressible.contains(name) }
}

extension KnownFork: PlanEntry {
  static let limit = 16

  static func blank(_ scalars: [String: String]) -> KnownFork {
    KnownFork(name: "", activation: PlannedInstant(secondsSince1970: 0))
  }

  static func fields(for section: KnownFork) -> [PlanField<KnownFork>] {
    [
      .value("name", \.name, "shanghai, cancun, prague …", isRequired: true),
      .value("activation", \.activation, "when it begins", isRequired: true),
    ]
  }
}
