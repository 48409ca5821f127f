/// Somebody's consent to leaving a stage.
public struct Approval: Codable, Hashable, Sendable {
  public var who: String
  /// Milliseconds since 1970.
  public var at: Int64
}
