/// What a controller looks at besides the route: the machine it runs on, and the flags in its folder.
public struct Surroundings: Sendable, Hashable {
  /// MiB that are free where the state is kept; nil where nobody knows.
  public var freeDisk: Int?
  /// MiB of memory that are available.
  public var freeMemory: Int?
  /// How far the wall clock is off the caller's; nil where nobody knows.
  public var clockSkew: PlannedDuration?
  /// The content of the PANIC file, where there is one.
  public var panic: String?
  /// The content of the HOLD file, where there is one.
  public var hold: String?

  public init(
    freeDisk: Int? = nil, freeMemory: Int? = nil, clockSkew: PlannedDuration? = nil,
    panic: String? = nil, hold: String? = nil
  ) {
    self.freeDisk = freeDisk
    self.freeMemory = freeMemory
    self.clockSkew = clockSkew
    self.panic = panic
    self.hold = hold
  }
}
