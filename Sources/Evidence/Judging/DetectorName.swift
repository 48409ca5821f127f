/// What watches one aspect of v5.
public enum DetectorName: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable, Hashable
{
  /// A comparison found that the arms disagree about a block.
  case critical
  /// v5 fails more often than v4.
  case errors
  /// Of the exchanges that one arm alone failed, v5 failed more.
  case pairedErrors = "paired-errors"
  /// v5 fails more often than the error budget allows.
  case serviceLevel = "service-level"
  /// The answers differ more often than the mismatch budget allows.
  case mismatch
  case latencyP50 = "latency-p50"
  case latencyP99 = "latency-p99"
  /// v5 misses deadlines more often than v4, or than the error budget allows.
  case deadline
  /// Units do not arrive at the arms in the designed ratio.
  case sampleRatio = "sample-ratio"
  /// v5 says nothing while v4 speaks.
  case silence
  /// Neither arm says anything.
  case chainIdle = "chain-idle"
  /// Too many comparisons were not made.
  case completeness
}
