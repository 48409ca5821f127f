/// What a slot driver has counted; every slot that ended is a block or missed.
public struct SlotCounts: Hashable, Sendable {
  public var slots = 0
  public var blocks = 0
  public var missed = 0

  public init() {}
}
