/// How much a cache may hold.
public struct CacheLimits: Hashable, Sendable {
  public var entries: Int
  /// Of all entries together, in bytes; without limit where entries are small.
  public var size: Int

  public init(entries: Int, size: Int = .max) {
    self.entries = entries
    self.size = size
  }
}
