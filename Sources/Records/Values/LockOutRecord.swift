/// The time after a rollback in which no new attempt starts.
public struct LockOutRecord: Codable, Hashable, Sendable {
  /// The wall clock at its end, in milliseconds.
  public var untilMilliseconds: Int64
  /// Its whole length: what remains is never more, wherever the wall clock steps.
  public var lengthMilliseconds: Int64
  /// How many rollbacks it is counted from.
  public var rollbacks: Int

  public init(untilMilliseconds: Int64, lengthMilliseconds: Int64, rollbacks: Int) {
    self.untilMilliseconds = untilMilliseconds
    self.lengthMilliseconds = lengthMilliseconds
    self.rollbacks = rollbacks
  }
}
