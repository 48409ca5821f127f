/// When the forks after Paris begin, in seconds since 1970.
public struct ForkSchedule: Hashable, Sendable {
  /// Nil where Shanghai is not scheduled.
  public var shanghaiTime: UInt64?
  /// Nil where Cancun is not scheduled.
  public var cancunTime: UInt64?

  public init(shanghaiTime: UInt64? = nil, cancunTime: UInt64? = nil) {
    self.shanghaiTime = shanghaiTime
    self.cancunTime = cancunTime
  }

  /// The fork of a block with that timestamp.
  public func fork(at timestamp: UInt64) -> ExecutionFork {
    if let cancunTime, timestamp >= cancunTime { return .cancun }
    if let shanghaiTime, timestamp >= shanghaiTime { return .shanghai }
    return .paris
  }
}
