/// The exchanges in which both arms were asked, by which of them failed.
public struct PairedCounts: Codable, Sendable, Hashable {
  public internal(set) var bothAnswered = 0
  public internal(set) var onlyV4Failed = 0
  public internal(set) var onlyV5Failed = 0
  public internal(set) var bothFailed = 0

  public init() {}

  public var pairs: Int {
    [bothAnswered, onlyV4Failed, onlyV5Failed, bothFailed].reduce(0) {
      $0.saturatingAdd(max(0, $1))
    }
  }

  public mutating func record(v4: SampledOutcome, v5: SampledOutcome) {
    switch (v4.isAnswer, v5.isAnswer) {
    case (true, true): bothAnswered = bothAnswered.saturatingAdd(1)
    case (true, false): onlyV5Failed = onlyV5Failed.saturatingAdd(1)
    case (false, true): onlyV4Failed = onlyV4Failed.saturatingAdd(1)
    case (false, false): bothFailed = bothFailed.saturatingAdd(1)
    }
  }

  public mutating func merge(_ other: PairedCounts) {
    bothAnswered = bothAnswered.saturatingAdd(max(0, other.bothAnswered))
    onlyV4Failed = onlyV4Failed.saturatingAdd(max(0, other.onlyV4Failed))
    onlyV5Failed = onlyV5Failed.saturatingAdd(max(0, other.onlyV5Failed))
    bothFailed = bothFailed.saturatingAdd(max(0, other.bothFailed))
  }
}
