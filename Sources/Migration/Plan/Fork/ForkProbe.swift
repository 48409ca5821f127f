/// Finds by bisection from which timestamp on an engine follows Cancun's rules.
///
/// Its driver puts each question to an engine and reports the answer; a question leaves no trace
/// there. At most 64 questions are asked.
public struct ForkProbe: Hashable, Sendable {
  /// What is to be done next.
  public enum Step: Hashable, Sendable {
    /// Ask whether this timestamp is past Cancun.
    case ask(UInt64)
    /// The fork begins at this timestamp; at `earliest` it may have begun before.
    case found(UInt64)
    /// The fork does not begin up to the horizon.
    case noneWithinHorizon
    /// The engine's answer to this timestamp says nothing about forks.
    case failed(timestamp: UInt64, answer: String)
  }

  /// The last timestamp that can be asked for: 2⁶³ − 1.
  public static let latest = UInt64(Int64.max)

  public let earliest: UInt64
  public let horizon: UInt64
  public private(set) var questions = 0
  public private(set) var step: Step
  /// The fork begins within these, both included, once the horizon is known to be past it.
  private var low: UInt64
  private var high: UInt64

  /// Creates a probe of the timestamps `earliest` … `horizon`; reversed ones are exchanged.
  public init(earliest: UInt64 = 0, horizon: UInt64) {
    let ends = [min(earliest, Self.latest), min(horizon, Self.latest)].sorted()
    (self.earliest, self.horizon) = (ends[0], ends[1])
    (low, high) = (ends[0], ends[1])
    step = .ask(ends[1])
  }

  /// Takes in the answer to the question that stands and tells the next step; nothing without one.
  @discardableResult
  public mutating func answer(_ answer: ForkProbeAnswer) -> Step {
    guard case .ask(let timestamp) = step else { return step }
    questions += 1
    switch answer {
    case .unknown(let text): step = .failed(timestamp: timestamp, answer: text)
    case .before where timestamp == horizon: step = .noneWithinHorizon
    case .before:
      low = timestamp + 1
      step = next()
    case .atOrAfter:
      high = timestamp
      step = next()
    }
    return step
  }

  private func next() -> Step {
    low >= high ? .found(high) : .ask(low + (high - low) / 2)
  }
}
