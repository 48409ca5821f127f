/// An advance that somebody stopped; monitoring and rollback stay armed.
public struct Pause: Codable, Hashable, Sendable {
  public var who: String
  public var reason: String
  /// Milliseconds since 1970.
  public var since: Int64
}
