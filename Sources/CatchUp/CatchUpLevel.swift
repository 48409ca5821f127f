public import EthereumPrimitives

/// What a catch-up that succeeded has checked: the target's own head.
public struct CatchUpLevel: Hashable, Sendable {
  public let head: Hash32
  public let number: UInt64
  /// How many payloads the target took as VALID, those it was given again included.
  public let imported: Int
}
