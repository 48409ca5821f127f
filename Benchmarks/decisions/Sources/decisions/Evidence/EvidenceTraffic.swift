import ABTesting
import Evidence
import Foundation

/// Ten exchanges for each slot of twelve seconds.
///
/// v4 fails one exchange in a thousand; its latencies are log-normal around 20 ms, with a 99th
/// percentile of 64 ms. A healthy v5 is the same.
struct EvidenceTraffic {
  static let exchangesPerWindow = 10
  private static let methods: [SampledMethod] = [
    .newPayload, .newPayload, .newPayload, .forkchoiceUpdated, .forkchoiceUpdated,
    .forkchoiceUpdated, .getPayload, .read,
  ]

  var failures = 0.001
  var slowness = 1.0
  var mismatches = 0.0
  var isSilent = false
  private let routing: EvidenceRouting
  private var generator: Generator
  private var builder = WindowBuilder(start: 0)
  private var now = 0.0

  init(_ routing: EvidenceRouting, generator: Generator) {
    self.routing = routing
    self.generator = generator
    builder.route(share: 1_000, asksBothArms: routing == .follower)
  }

  mutating func window() -> EvidenceWindow {
    for _ in 0..<Self.exchangesPerWindow { builder.add(exchange()) }
    now += 12
    return builder.close(now: now) ?? EvidenceWindow(start: now, end: now)
  }

  private mutating func exchange() -> ExchangeSample {
    let authority: Arm = generator.uniform() < 0.1 ? .v5 : .v4
    let method = Self.methods[Int(generator.next() % UInt64(Self.methods.count))]
    let asksBoth = routing == .follower
    let v4 = asksBoth || authority == .v4 ? sample(failures: 0.001, slowness: 1) : nil
    let v5 =
      (asksBoth || authority == .v5) && !isSilent
      ? sample(failures: failures, slowness: slowness) : nil
    var comparison: SampledComparison?
    if let v4, let v5, v4.outcome.isAnswer, v5.outcome.isAnswer {
      comparison = generator.uniform() < mismatches ? .major : .equal
    }
    return ExchangeSample(
      method: method, fork: "shanghai", authority: authority, v4: v4, v5: v5,
      comparison: comparison, isSplit: true)
  }

  private mutating func sample(failures: Double, slowness: Double) -> ArmSample {
    let isFailure = generator.uniform() < failures
    let normal =
      (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    return ArmSample(
      outcome: isFailure ? .failed : .ok,
      latency: .microseconds(Int(20_000 * slowness * exp(0.5 * normal))),
      missedDeadline: generator.uniform() < 0.0002)
  }
}
