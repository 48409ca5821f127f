/// One of the two engines of a catch-up.
public enum CatchUpParty: String, Hashable, Sendable {
  /// The one that has the blocks; it is only read.
  case source
  /// The one that is behind.
  case target
}
