/// How much a store keeps; the oldest go first.
public struct StoreLimits: Hashable, Sendable {
  public var windows: Int
  public var verdicts: Int
  /// Critical samples outlive the others.
  public var mismatches: Int
  /// The pages of 4,096 bytes that an embedded database may have; nil for no limit.
  public var pages: Int?

  /// Takes counts of at least 1.
  public init(
    windows: Int = 20_000, verdicts: Int = 20_000, mismatches: Int = 256, pages: Int? = nil
  ) {
    self.windows = max(1, windows)
    self.verdicts = max(1, verdicts)
    self.mismatches = max(1, mismatches)
    self.pages = pages
  }

  /// The records of a log that are kept; nil for all.
  public func limit(of table: LoggedTable) -> Int? {
    switch table {
    case .windows: windows
    case .verdicts: verdicts
    case .mismatches: mismatches
    case .transitions, .drills: nil
    }
  }
}
