import EngineRPC

/// One operation under way: whom it was put to, and what came of it.
struct Exchange {
  let operation: Operation
  var route: Route
  let expressions: PerSide<Expression>
  /// Whether the exchange is the driver's own rather than a caller's.
  var isInternal = false
  var outcomes = PerSide<Outcome?>(v4: nil, v5: nil)
  /// The side whose outcome the caller got; nil while it waits, or where it got a refusal.
  var answeredBy: Side?
  var isAnswered = false
  /// The budgets that run, and those that ran out.
  var watched: Set<ExchangeAction.Budget> = []
  var spent: Set<ExchangeAction.Budget> = []

  /// Whether the caller has its answer and each side that was asked has come to an end.
  var isComplete: Bool {
    (isAnswered || isInternal) && outcomes[route.authority] != nil
      && route.follower.map { outcomes[$0] != nil } ?? true
  }
}
