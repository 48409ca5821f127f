import Evidence
import TestKit

/// What is wrong with the simulated v5.
enum SimulatedFault: String, CaseIterable, Sendable {
  case slow
  case errors
  case wrongStatus
  case wrongPayload
  case silent
  case flapping
  case gone

  /// v5's part in an exchange, and how the answers compare; nil where nothing comes of v5.
  func apply(
    _ healthy: ArmSample, _ method: SampledMethod, slot: Int,
    _ generator: inout SeededGenerator
  ) -> (part: ArmSample?, comparison: SampledComparison?) {
    let equal: SampledComparison = method == .getPayload ? .minor : .equal
    switch self {
    case .slow:
      return (ArmSample(outcome: .ok, latency: healthy.latency * 10 + .milliseconds(50)), equal)
    case .errors:
      let fails = Double.random(in: 0..<1, using: &generator) < 0.3
      return fails ? (ArmSample(outcome: .failed, latency: healthy.latency), nil) : (healthy, equal)
    case .wrongStatus: return (healthy, method == .newPayload ? .critical : equal)
    case .wrongPayload: return (healthy, method == .getPayload ? .major : equal)
    case .silent: return (nil, nil)
    case .flapping:
      let isAway = slot % 4 < 2
      return isAway ? (ArmSample(outcome: .failed, latency: .zero), nil) : (healthy, equal)
    case .gone: return (ArmSample(outcome: .failed, latency: .zero), nil)
    }
  }
}
