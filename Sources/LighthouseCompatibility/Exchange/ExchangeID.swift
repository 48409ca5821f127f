/// The number of an exchange: one operation with the outcomes of the sides that were asked.
public struct ExchangeID: Sendable, Hashable {
  public let number: UInt64
}
