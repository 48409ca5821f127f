/// When a window closes.
public struct WindowLimits: Codable, Sendable, Hashable {
  /// The age in seconds at which it closes, whatever is in it: a slot.
  public var seconds: Double
  /// The calls at which it closes once both arms are in it.
  public var calls: Int
  /// The seconds between two looks at the clock from which on they count as a jump.
  public var longestGap: Double

  public init(seconds: Double = 12, calls: Int = 20, longestGap: Double = 36) {
    self.seconds = seconds
    self.calls = calls
    self.longestGap = longestGap
  }
}
