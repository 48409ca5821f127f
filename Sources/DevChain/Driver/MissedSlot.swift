/// A slot whose block did not become head, and where it stopped.
public struct MissedSlot: Hashable, Sendable {
  public var slot: UInt64
  public var step: String
  public var reason: String
}
