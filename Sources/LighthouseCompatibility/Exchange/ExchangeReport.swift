import EngineHTTP

/// What one exchange tells whoever gathers evidence: first attempts only, off the answer's path.
public struct ExchangeReport: Sendable {
  /// What became of a side's part.
  public enum Result: Sendable, Hashable {
    case answered
    /// An error that is an answer: semantics, not a failure.
    case rejected
    /// Transport, time-out, internal error, garbage, or an engine that could not be reached.
    case failed
  }

  /// A side's part.
  public struct Part: Sendable, Hashable {
    public let result: Result
    public let latency: Duration
  }

  public let operation: Operation
  /// The side whose answer was to leave, whoever answered in its place.
  public let authority: Side
  /// Whether the bucket of the operation's unit chose it.
  public let isSplit: Bool
  /// Nil where the side was not asked.
  public let v4: Part?
  public let v5: Part?
  /// Nil where there was nothing to compare.
  public let verdict: Verdict?

  init(_ exchange: ComparedExchange, _ verdict: Verdict?) {
    operation = exchange.operation
    authority = exchange.authority
    isSplit = exchange.isSplit
    v4 = Self.part(exchange.v4, exchange.operation.kind)
    v5 = Self.part(exchange.v5, exchange.operation.kind)
    self.verdict = verdict
  }

  private static func part(_ outcome: Outcome, _ kind: Operation.Kind) -> Part? {
    switch outcome {
    case .answer(let answer): Part(result: .answered, latency: answer.duration)
    case .engineError(_, let answer):
      Part(
        result: AnswerRule.isInternalError(outcome, kind) ? .failed : .rejected,
        latency: answer.duration)
    case .failure(let failure): Part(result: .failed, latency: failure.waited)
    case .notAsked(.offline): Part(result: .failed, latency: .zero)
    case .refused, .notAsked: nil
    }
  }
}

/// Hears of every exchange, on the event loop of comparisons.
public protocol ExchangeObserver: Sendable {
  func observe(_ report: ExchangeReport)
  /// A verdict that became possible only after its exchange had been reported.
  func observe(late verdict: Verdict)
  /// Exchanges that there was no room for.
  func observe(dropped count: Int)
}
