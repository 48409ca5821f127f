public import EngineRPC

/// What the driver is to do next; it does these in the order given.
public enum ExchangeAction: Sendable {
  /// Send the exchange's request to a side.
  ///
  /// - payloadId: that side's id of the build, where it differs from the caller's.
  case send(ExchangeID, Side, Expression, payloadId: String?)
  /// Give the caller that side's outcome.
  case answer(ExchangeID, Side, Outcome)
  /// Compare the two outcomes, off the answer's path.
  case compare(ComparedExchange)
  /// Nothing of the exchange is outstanding any more.
  case end(ExchangeID)
}

/// An exchange whose two sides have both come to an end.
public struct ComparedExchange: Sendable {
  public let id: ExchangeID
  public let operation: Operation
  public let authority: Side
  public let v4: Outcome
  public let v5: Outcome
  /// The root that the build fixed, for a getPayload.
  public let parentBeaconBlockRoot: String?
}
