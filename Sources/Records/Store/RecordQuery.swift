/// Which logged records to read.
public struct RecordQuery: Hashable, Sendable {
  public var migration: String?
  public var attempt: Int?
  /// Only records with a greater number.
  public var after: Int64
  public var limit: Int
  /// The newest first, and of these the first `limit`.
  public var isNewestFirst: Bool

  public init(
    migration: String? = nil, attempt: Int? = nil, after: Int64 = 0, limit: Int = 1_000,
    isNewestFirst: Bool = false
  ) {
    self.migration = migration
    self.attempt = attempt
    self.after = after
    self.limit = max(0, limit)
    self.isNewestFirst = isNewestFirst
  }
}
