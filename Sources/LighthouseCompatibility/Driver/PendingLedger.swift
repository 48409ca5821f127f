import EngineTypes
import EngineHTTP
import EngineRPC

/// Remembers the definite word of one side about a block while the other cannot tell yet, and
/// judges again when it can.
struct PendingLedger {
  static let capacity = 256

  private var waiting: [String: PerSide<StatusOutline?>] = [:]
  private var order: [String] = []

  /// Takes in a judged exchange; returns the verdict that a pending one has come to, if any.
  mutating func note(_ exchange: ComparedExchange, _ judgement: Judgement) -> Judgement? {
    guard !waiting.isEmpty || judgement.verdict == .pending else { return nil }
    guard exchange.operation.changesState, let block = exchange.operation.block else { return nil }
    let said = PerSide<StatusOutline?>(
      v4: Self.definite(exchange.v4), v5: Self.definite(exchange.v5))
    guard let known = waiting[block] else {
      if judgement.verdict == .pending { remember(block, said) }
      return nil
    }
    let merged = PerSide { said[$0] ?? known[$0] }
    guard let v4 = merged.v4, let v5 = merged.v5 else { return nil }
    forget(block)
    // Where both spoke just now, the exchange's own verdict has said it already.
    guard said.v4 == nil || said.v5 == nil else { return nil }
    return StatusComparison.judge(v4: v4, v5: v5)
  }

  private mutating func remember(_ block: String, _ said: PerSide<StatusOutline?>) {
    waiting[block] = said
    order.append(block)
    if order.count > Self.capacity { waiting[order.removeFirst()] = nil }
  }

  private mutating func forget(_ block: String) {
    waiting[block] = nil
    order.removeAll { $0 == block }
  }

  private static func definite(_ outcome: Outcome) -> StatusOutline? {
    guard case .answer(let answer) = outcome, let outline = StatusOutline(answer.envelope),
      outline.status.isDefinite
    else { return nil }
    return outline
  }
}
