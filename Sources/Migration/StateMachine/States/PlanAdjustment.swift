/// A value of the plan that somebody has changed while the migration runs.
public struct PlanAdjustment: Codable, Hashable, Sendable {
  public let path: String
  public let value: String
  public let who: String
}
