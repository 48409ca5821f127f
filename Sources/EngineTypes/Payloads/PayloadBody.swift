/// What getPayloadBodies returns of a block.
///
/// Engine API, shanghai.md, «ExecutionPayloadBodyV1».
public struct PayloadBody: Hashable, Sendable {
  public var transactions: [[UInt8]]
  /// Nil before Shanghai.
  public var withdrawals: [Withdrawal]?

  public init(transactions: [[UInt8]], withdrawals: [Withdrawal]?) {
    self.transactions = transactions
    self.withdrawals = withdrawals
  }
}
