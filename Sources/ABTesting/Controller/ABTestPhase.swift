/// Where a test is on the clock.
public enum ABTestPhase: String, Sendable, Hashable, CaseIterable {
  /// Its start lies ahead.
  case scheduled
  /// It assigns.
  case running
  /// Its duration has passed, or it was ended; it does not run again.
  case finished
}
