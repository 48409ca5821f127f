import ABTesting
import Evidence
import Glibc
import TestKit

/// Seeded exchanges of two arms with known truths, gathered in windows of ten exchanges.
struct SimulatedTraffic {
  /// What is true of an arm.
  struct Truth {
    var failures = 0.001
    var latencyFactor = 1.0
    var deadlineMisses = 0.0005
    var isSilent = false
  }

  var v4 = Truth()
  var v5 = Truth()
  var mismatches = 0.0
  var exchangesPerWindow = 10
  var asksBothArms = true
  var share = 1_000
  private(set) var generator: SeededGenerator
  private var builder: WindowBuilder
  private var now = 0.0

  init(seed: UInt64, limits: WindowLimits = WindowLimits()) {
    generator = SeededGenerator(seed: seed)
    builder = WindowBuilder(limits: limits, start: 0)
  }

  mutating func window() -> EvidenceWindow {
    builder.route(share: share, asksBothArms: asksBothArms)
    for _ in 0..<exchangesPerWindow { builder.add(exchange()) }
    now += 12
    return builder.close(now: now) ?? EvidenceWindow(start: now, end: now)
  }

  private mutating func exchange() -> ExchangeSample {
    let draw = Int.random(in: 0..<Share.whole, using: &generator)
    let authority: Arm = draw < share ? .v5 : .v4
    let method: SampledMethod =
      [.newPayload, .newPayload, .forkchoiceUpdated, .forkchoiceUpdated, .getPayload, .read][
        Int.random(in: 0..<6, using: &generator)]
    let control = asksBothArms || authority == .v4 ? sample(v4) : nil
    let treatment = asksBothArms || authority == .v5 ? sample(v5) : nil
    var comparison: SampledComparison?
    if let control, let treatment, control.outcome.isAnswer, treatment.outcome.isAnswer {
      comparison = uniform() < mismatches ? .major : .equal
    }
    return ExchangeSample(
      method: method, fork: "shanghai", authority: authority, v4: control, v5: treatment,
      comparison: comparison, isSplit: true, unit: nil)
  }

  private mutating func sample(_ truth: Truth) -> ArmSample? {
    let (fails, misses) = (uniform() < truth.failures, uniform() < truth.deadlineMisses)
    let normal = (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    let milliseconds = 20 * exp(0.5 * normal) * truth.latencyFactor
    guard !truth.isSilent else { return nil }
    return ArmSample(
      outcome: fails ? .failed : .ok, latency: .microseconds(Int(milliseconds * 1000)),
      missedDeadline: misses)
  }

  private mutating func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }
}

extension EvidenceJudge {
  /// Judges windows until one asks for a rollback; how many that took, and which detector it was.
  mutating func windowsToRollback(
    _ traffic: inout SimulatedTraffic, limit: Int = 500
  ) -> (windows: Int, reading: SignalReading)? {
    for window in 1...limit {
      let judgement = judge(traffic.window())
      if judgement.action == .rollback, let decisive = judgement.decisive {
        return (window, decisive)
      }
    }
    return nil
  }
}
