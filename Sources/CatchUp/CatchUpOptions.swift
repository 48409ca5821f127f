/// The bounds of a catch-up, and what its target can be told.
public struct CatchUpOptions: Hashable, Sendable {
  /// The most payloads held at once: the one being imported and those fetched ahead of it.
  public var window = 4
  /// The most blocks that a target may be behind; 32 bytes are held for each.
  public var maximumBlocks = 100_000
  /// How often a request is made before its fault ends the catch-up.
  public var attempts = 3
  /// How often in a row the machine steps back from a SYNCING or ACCEPTED, twice as far each time.
  public var maximumRetreats = 12
  /// How often the target's head is looked at before it counts as not moved.
  public var headChecks = 3
  /// After that many payloads the last one becomes the target's head, so that an engine need not
  /// hold all of them beside its chain; nil for only the caller's forkchoice at the end.
  ///
  /// Safe and finalized hash are zero in these, which leaves the target's as they are.
  public var forkchoiceInterval: Int? = 256
  /// Whether the target's dialect has words for Deneb; the v4 dialect has none.
  public var targetSpeaksDeneb = true

  public init() {}
}
