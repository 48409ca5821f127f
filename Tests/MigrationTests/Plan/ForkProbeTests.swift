import TestKit
import Testing

@testable import Migration

/// Asking an engine from when on it follows Cancun.
@Suite struct ForkProbeTests {
  /// Answers a probe's questions as an engine with that activation would.
  private static func run(_ probe: ForkProbe, activation: UInt64?) -> ForkProbe {
    var probe = probe
    while case .ask(let timestamp) = probe.step, probe.questions <= 64 {
      probe.answer(activation.map { timestamp >= $0 } ?? false ? .atOrAfter : .before)
    }
    return probe
  }

  @Test(
    arguments: [
      (0, UInt64.max, 1_710_338_135), (0, UInt64.max, 1), (0, UInt64.max, UInt64(Int64.max)),
      (1_700_000_000, 1_800_000_000, 1_710_338_135), (1_700_000_000, 1_800_000_000, 1_800_000_000),
      (1_700_000_000, 1_700_000_001, 1_700_000_001), (5, 5, 5), (0, UInt64.max, 0),
    ] as [(UInt64, UInt64, UInt64)])
  func `an activation is found in at most 64 questions`(
    _ earliest: UInt64, _ horizon: UInt64, _ activation: UInt64
  ) {
    let probe = Self.run(ForkProbe(earliest: earliest, horizon: horizon), activation: activation)
    #expect(probe.step == .found(activation))
    #expect(probe.questions <= 64)
  }

  @Test func `an activation before the earliest is found at the earliest`() {
    let probe = Self.run(ForkProbe(earliest: 100, horizon: 200), activation: 7)
    #expect(probe.step == .found(100))
  }

  @Test func `no activation within the horizon takes one question`() {
    for activation in [nil, 201] as [UInt64?] {
      let probe = Self.run(ForkProbe(earliest: 100, horizon: 200), activation: activation)
      #expect(probe.step == .noneWithinHorizon)
      #expect(probe.questions == 1)
    }
  }

  @Test func `any activation in any range is found`() {
    var generator = SeededGenerator(seed: 4_844)
    for _ in 0..<500 {
      let ends = [generator.next() >> 1, generator.next() >> 1].sorted()
      let activation = UInt64.random(in: ends[0]...ends[1], using: &generator)
      let probe = Self.run(
        ForkProbe(earliest: ends[1], horizon: ends[0]), activation: activation)
      #expect(probe.step == .found(activation), "seed \(generator.seed), \(ends)")
      #expect(probe.questions <= 64, "seed \(generator.seed), \(ends)")
    }
  }

  @Test func `an answer that says nothing about forks ends the probe, and stays its end`() {
    var probe = ForkProbe(earliest: 0, horizon: 1_000)
    #expect(probe.answer(.atOrAfter) == .ask(500))
    let failed = ForkProbe.Step.failed(timestamp: 500, answer: "error -32601")
    #expect(probe.answer(.unknown("error -32601")) == failed)
    #expect(probe.answer(.before) == failed)
    #expect(probe.questions == 2)
  }

  @Test(
    arguments: [
      (-38005, nil, nil, .before), (nil, "INVALID", nil, .atOrAfter),
      (nil, "INVALID", "0xab", .unknown("INVALID, latestValidHash 0xab")),
      (nil, "SYNCING", nil, .unknown("SYNCING, latestValidHash null")),
      (-32602, nil, nil, .unknown("error -32602")), (-38005, "INVALID", nil, .before),
      (-32000, "INVALID", nil, .unknown("error -32000")), (nil, nil, nil, .unknown("no status")),
    ] as [(Int?, String?, String?, ForkProbeAnswer)])
  func `an engine's answer is read as the issue says`(
    _ code: Int?, _ status: String?, _ hash: String?, _ expected: ForkProbeAnswer
  ) {
    #expect(ForkProbeAnswer(errorCode: code, status: status, latestValidHash: hash) == expected)
  }
}
