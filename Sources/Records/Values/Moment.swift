/// A point in time on both clocks.
public struct Moment: Codable, Hashable, Sendable {
  /// Milliseconds since 1970 on the wall clock, which may step back.
  public var wallMilliseconds: Int64
  /// Milliseconds on a monotonic clock, comparable within one run only.
  public var uptimeMilliseconds: Int64

  public init(wallMilliseconds: Int64, uptimeMilliseconds: Int64) {
    self.wallMilliseconds = wallMilliseconds
    self.uptimeMilliseconds = uptimeMilliseconds
  }
}
