/// How long the last rollback took, from the decision on, in seconds.
public struct RollbackTiming: Codable, Hashable, Sendable {
  /// Until v4 had the authority.
  public var switched: Double
  /// Until v4 had served the caller; nil while that is not seen.
  public var verified: Double?
  /// Until it was written down; nil while the disk refuses.
  public var persisted: Double?
}
