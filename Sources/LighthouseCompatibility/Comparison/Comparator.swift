import EngineHTTP
import EngineRPC
import EngineTypes

/// Judges exchanges by the rules of the design: statuses and hashes strictly, free text never.
public struct Comparator: Sendable {
  public init() {}

  /// Judges one exchange; nil where there is nothing to compare, because a side was not asked.
  public func judge(_ exchange: ComparedExchange) -> Judgement? {
    switch (exchange.v4, exchange.v5) {
    case (.notAsked(.offline), let other) where other.isEngineWord:
      Judgement(.v4Error, ["v4's engine cannot be reached"])
    case (let other, .notAsked(.offline)) where other.isEngineWord:
      Judgement(.v5Error, ["v5's engine cannot be reached"])
    case (.notAsked, _), (_, .notAsked), (.refused, _), (_, .refused): nil
    case (.failure(let v4), .failure(let v5)):
      Judgement(.bothErrors, [Self.difference("transport", v4.label, v5.label)])
    case (.failure(let failure), _): Judgement(.v4Error, [failure.description])
    case (_, .failure(let failure)): Judgement(.v5Error, [failure.description])
    case (.engineError(let v4, _), .engineError(let v5, _)):
      ErrorComparison.judge(v4: v4, v5: v5)
    case (.engineError(let error, _), .answer(let answer)):
      ErrorComparison.judge(error, of: .v4, against: answer, in: exchange.operation)
    case (.answer(let answer), .engineError(let error, _)):
      ErrorComparison.judge(error, of: .v5, against: answer, in: exchange.operation)
    case (.answer, .answer): judgeAnswers(exchange)
    }
  }

  /// Judges two outcomes of one operation, without what an exchange knows beyond them.
  public func judge(operation: Operation, v4: Outcome, v5: Outcome) -> Judgement? {
    judge(
      ComparedExchange(
        id: ExchangeID(number: 0), operation: operation, authority: .v4, v4: v4, v5: v5,
        parentBeaconBlockRoot: nil))
  }

  private func judgeAnswers(_ exchange: ComparedExchange) -> Judgement? {
    guard case .answer(let v4) = exchange.v4, case .answer(let v5) = exchange.v5 else {
      return nil
    }
    switch exchange.operation.kind {
    case .newPayload:
      return StatusComparison.judge(
        v4: StatusOutline(v4.envelope), v5: StatusOutline(v5.envelope))
    case .forkchoiceUpdated:
      return StatusComparison.judgeForkchoice(
        v4: v4.envelope, v5: v5.envelope, operation: exchange.operation)
    case .getPayload:
      return PayloadComparison.judge(
        v4: v4, v5: v5, parentBeaconBlockRoot: exchange.parentBeaconBlockRoot)
    case .sendRawTransaction, .read:
      return ReadComparison.judge(v4: v4, v5: v5, method: exchange.operation.method)
    }
  }

  static func difference(_ path: String, _ v4: some Any, _ v5: some Any) -> String {
    "\(path): v4 \(v4), v5 \(v5)"
  }
}
