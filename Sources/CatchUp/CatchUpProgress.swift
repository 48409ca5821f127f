/// How far a catch-up is.
public struct CatchUpProgress: Hashable, Sendable {
  /// What is going on.
  public enum Phase: String, Hashable, Sendable {
    /// Walking back from the head to a block that the target has: `done` headers so far.
    case findingCommonBlock
    /// Giving the target one payload after the other.
    case importing
    /// Making the head the target's own, and checking that it is.
    case settingHead
  }

  public let phase: Phase
  public let done: Int
  /// How many there are to do, as far as is known.
  public let total: Int
  /// The block that the last step was about.
  public let number: UInt64
}
