/// What a cache holds, and how it has served.
public struct CacheCounts: Hashable, Sendable {
  public internal(set) var hits = 0
  public internal(set) var misses = 0
  /// Entries that had to make room.
  public internal(set) var evictions = 0
  /// Entries there now.
  public internal(set) var entries = 0
  /// The size of what is there now.
  public internal(set) var size = 0
}
