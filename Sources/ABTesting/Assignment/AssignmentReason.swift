/// Why a request was given its arm, in OpenFeature's words.
public enum AssignmentReason: String, Sendable, Hashable, CaseIterable {
  /// The share is 0 or 100 %, or there was no unit to hash.
  case `static` = "STATIC"
  /// A hard affinity of the caller's came before the test.
  case targetingMatch = "TARGETING_MATCH"
  /// The hash, or the draw of a test that is not sticky; the only reason that counts as evidence.
  case split = "SPLIT"
  /// The test has not begun or is over.
  case disabled = "DISABLED"
  /// There is no such test, or the unit is longer than allowed.
  case error = "ERROR"
}
