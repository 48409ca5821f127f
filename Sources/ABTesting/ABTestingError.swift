/// Why an A/B test could not be made, found or evaluated.
public enum ABTestingError: Error, Hashable, Sendable {
  /// The name does not match `[a-z0-9][a-z0-9._-]{0,62}`.
  case invalidName(actual: String)
  case nonpositiveAttempt(actual: Int)
  /// The share is not within 0 … 10,000 basis points.
  case shareOutOfRange(actual: Int, limit: Int)
  case nonpositiveDuration(actual: Duration)
  /// The start is no number of seconds.
  case invalidStart(actual: Double)
  case duplicateTest(name: String)
  case unknownTest(name: String)
  /// The test is over, so its share can no longer be changed.
  case finishedTest(name: String)
  case tooManyTests(limit: Int)
  /// The unit, or session, has more bytes than are hashed.
  case unitTooLong(actual: Int, limit: Int)
  /// No weight is above 0, or their sum exceeds the limit.
  case invalidWeights(sum: UInt64, limit: UInt64)
}
