import EngineRPC

/// Compares what the two dialects would ask, where one engine hears only one of them.
enum RequestComparison {
  /// Nil where a dialect has no words for the operation.
  static func judge(_ operation: Operation, _ expressions: PerSide<Expression>) -> Judgement? {
    guard let v4 = method(operation, expressions.v4), let v5 = method(operation, expressions.v5)
    else { return nil }
    if v4 == v5 { return Judgement(.match) }
    // The same parameters under another version's name: what the dialects are known to differ in.
    return Judgement(.tolerated, [Comparator.difference("method", v4, v5)])
  }

  private static func method(_ operation: Operation, _ expression: Expression) -> String? {
    switch expression {
    case .verbatim: operation.method
    case .renamed(let name): name
    case .refused: nil
    }
  }
}
