/// Somebody's decision to advance before the evidence does.
public struct Promotion: Codable, Hashable, Sendable {
  public var who: String
  public var reason: String
}
