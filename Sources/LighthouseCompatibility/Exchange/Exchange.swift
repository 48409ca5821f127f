import EngineRPC

/// One operation under way: whom it was put to, and what came of it.
///
/// A class, since it is looked at a dozen times, and each look would copy all that it holds. Nobody
/// but the core holds on to one.
final class Exchange {
  let operation: Operation
  var route: Route
  let expressions: PerSide<Expression>
  /// Whether the exchange is the driver's own rather than a caller's.
  let isInternal: Bool
  var outcomes = PerSide<Outcome?>(v4: nil, v5: nil)
  /// The side whose outcome the caller got; nil while it waits, or where it got a refusal.
  var answeredBy: Side?
  var isAnswered = false
  /// The budgets that run, and those that ran out.
  var watched: Budgets = []
  var spent: Budgets = []

  init(
    operation: Operation, route: Route, expressions: PerSide<Expression>, isInternal: Bool = false
  ) {
    self.operation = operation
    self.route = route
    self.expressions = expressions
    self.isInternal = isInternal
  }

  /// Whether a side's answer is the one that the caller is meant to get.
  func isAuthority(_ side: Side) -> Bool { route.authority == side }

  /// Whether the caller gets this side's answer or none; nobody waits for one to the driver itself.
  func answersAlone(_ side: Side) -> Bool {
    isAuthority(side) && !route.fallsBack && !isInternal
  }

  /// Whether the caller has its answer and each side that was asked has come to an end.
  var isComplete: Bool {
    (isAnswered || isInternal) && outcomes[route.authority] != nil
      && route.follower.map { outcomes[$0] != nil } ?? true
  }
}

/// Several budgets.
struct Budgets: OptionSet {
  var rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(_ budget: ExchangeAction.Budget) {
    switch budget {
    case .fallback: rawValue = 1
    case .agreement: rawValue = 2
    case .answer: rawValue = 4
    case .lane(.v4): rawValue = 8
    case .lane(.v5): rawValue = 16
    }
  }

  func contains(_ budget: ExchangeAction.Budget) -> Bool { contains(Budgets(budget)) }

  /// True where it was not in yet.
  @discardableResult
  mutating func insert(_ budget: ExchangeAction.Budget) -> Bool {
    insert(Budgets(budget)).inserted
  }
}
