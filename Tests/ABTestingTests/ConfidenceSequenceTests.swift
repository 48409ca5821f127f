import ABTesting
import Glibc
import TestKit
import Testing

@Suite struct ConfidenceSequenceTests {
  typealias Row = (successes: Int, requests: Int, alpha: Double, lower: Double, upper: Double)

  /// Computed with scipy's `betaln` and `brentq`.
  static let rows: [Row] = [
    (0, 0, 0.05, 0, 1), (1, 1, 0.05, 0.025, 1), (0, 1, 0.05, 0, 0.975),
    (0, 10, 0.05, 0, 0.376987350990677), (10, 10, 0.05, 0.623012649009323, 1),
    (95, 100, 0.05, 0.844205556459394, 0.992850521067406),
    (7, 20, 0.025, 0.085526587506605, 0.706684636836399),
    (990, 1_000, 0.05, 0.973835569623544, 0.997593531716405),
    (990, 1_000, 0.025, 0.972756962483710, 0.997800279738135),
    (4_985, 5_000, 0.05, 0.992947265660433, 0.999092443520742),
    (1, 100_000, 0.05, 4.460526063e-10, 0.000125464820250),
    (500_000, 1_000_000, 0.05, 0.497749535986517, 0.502250464013487),
  ]

  @Test(arguments: rows)
  func `the interval is the one computed elsewhere`(_ row: Row) {
    let counts = SuccessCounts(requests: row.requests, successes: row.successes)
    let interval = ConfidenceSequence(counts).interval(alpha: row.alpha)
    #expect(abs(interval.lower - row.lower) < 1e-9)
    #expect(abs(interval.upper - row.upper) < 1e-9)
  }

  @Test(arguments: [
    (0.05, 116), (0.02, 320), (0.01, 680), (0.005, 1_438), (0.002, 3_844), (0.001, 8_062),
  ])
  func `without a failure a bound is certified at the known number of requests`(
    _ bound: Double, _ known: Int
  ) {
    func isCertified(_ requests: Int) -> Bool {
      let counts = SuccessCounts(requests: requests, successes: requests)
      return 1 - ConfidenceSequence(counts).interval(alpha: 0.05).lower <= bound
    }
    #expect(isCertified(known))
    #expect(!isCertified(known - 1))
  }

  @Test func `a rate belongs exactly where it lies within the ends`() {
    var generator = SeededGenerator(seed: 57)
    for _ in 0..<2_000 {
      let requests = Int.random(in: 0...3_000, using: &generator)
      let counts = SuccessCounts(
        requests: requests, successes: Int.random(in: 0...requests, using: &generator))
      let sequence = ConfidenceSequence(counts)
      let interval = sequence.interval(alpha: 0.05)
      let rates: [Double] = [
        0, 1, Double.random(in: 0...1, using: &generator), interval.lower - 1e-9,
        interval.lower + 1e-9, interval.upper - 1e-9, interval.upper + 1e-9,
      ]
      for rate in rates where rate >= 0 && rate <= 1 {
        #expect(
          sequence.contains(rate, alpha: 0.05) == interval.contains(rate),
          "\(rate) of \(counts), seed \(generator.seed)")
      }
    }
  }

  @Test func `the evidence against a rate is the mixture over the likelihood`() {
    func logBeta(_ first: Double, _ second: Double) -> Double {
      [first, second].reduce(-lgamma(first + second).0) { $0 + lgamma($1).0 }
    }
    for requests in 1...80 {
      for successes in 0...requests {
        let (k, m) = (Double(successes), Double(requests - successes))
        let expected =
          logBeta(k + 0.5, m + 0.5) - logBeta(0.5, 0.5) - k * log(0.3) - m * log(0.7)
        let counts = SuccessCounts(requests: requests, successes: successes)
        let actual = ConfidenceSequence(counts).logEvidence(against: 0.3)
        #expect(abs(actual - expected) < 1e-10, "\(counts)")
      }
    }
  }

  @Test(arguments: [-0.1, 1.1, .nan, .infinity])
  func `what is no rate belongs nowhere`(_ rate: Double) {
    #expect(!ConfidenceSequence(SuccessCounts()).contains(rate, alpha: 0.05))
  }

  @Test func `an impossible rate is left out`() {
    let sequence = ConfidenceSequence(SuccessCounts(requests: 2, successes: 1))
    #expect(!sequence.contains(0, alpha: 0.05))
    #expect(!sequence.contains(1, alpha: 0.05))
  }

  @Test func `10¹⁵ requests lose no digits`() {
    let counts = SuccessCounts(
      requests: 1_000_000_000_000_000, successes: 500_000_000_000_000)
    let interval = ConfidenceSequence(counts).interval(alpha: 0.05)
    // ±√(2 (ln 20 + ½ ln (πn/2)) · ¼ / n), of the normal approximation.
    let halfWidth = (0.5 * (2.995_732_27 + 0.5 * 34.990_358_9) / 1e15).squareRoot()
    #expect(abs((interval.upper - interval.lower) / 2 / halfWidth - 1) < 1e-4)
  }

  @Test func `the difference spans the arms at half of alpha each`() {
    let sequence = DifferenceSequence(
      v4: SuccessCounts(requests: 1_000, successes: 940),
      v5: SuccessCounts(requests: 520, successes: 470))
    let interval = sequence.interval(alpha: 0.05)
    #expect(abs(interval.lower - -0.116430080000273) < 1e-9)
    #expect(abs(interval.upper - 0.038276828987161) < 1e-9)
    #expect(sequence.estimate.map { abs($0 - (470.0 / 520 - 0.94)) < 1e-15 } == true)
  }

  @Test func `the difference of an empty arm may be anything`() {
    let nothing = DifferenceSequence(v4: SuccessCounts(), v5: SuccessCounts())
    #expect(nothing.estimate == nil)
    #expect(nothing.interval(alpha: 0.05) == Interval(lower: -1, upper: 1))
    #expect(nothing.containsDifference(v4: 0.99, v5: 0.5, alpha: 0.05))
  }

  @Test func `the short way to look for a difference is the interval's answer`() {
    var generator = SeededGenerator(seed: 573)
    var outside = 0
    var byEnds = 0
    for _ in 0..<3_000 {
      let rates = (0..<2).map { _ in Double.random(in: 0...1, using: &generator) }
      let counts = (0..<2).map { _ in
        let requests = Int.random(in: 0...400, using: &generator)
        return SuccessCounts(
          requests: requests, successes: Int.random(in: 0...requests, using: &generator))
      }
      let sequence = DifferenceSequence(v4: counts[0], v5: counts[1])
      let isWithin = sequence.interval(alpha: 0.05).contains(rates[1] - rates[0])
      #expect(
        sequence.containsDifference(v4: rates[0], v5: rates[1], alpha: 0.05) == isWithin,
        "seed \(generator.seed)")
      let isShort =
        sequence.v4.contains(rates[0], alpha: 0.025) && sequence.v5.contains(rates[1], alpha: 0.025)
      if !isWithin { outside += 1 } else if !isShort { byEnds += 1 }
    }
    // Both ways were taken, or nothing was shown.
    #expect(outside > 300)
    #expect(byEnds > 300)
  }

  @Test func `the truth stays within at every look in at least 95 % of tests`() {
    var generator = SeededGenerator(seed: 2_000)
    var covered = 0
    for _ in 0..<200 {
      var (v4, v5) = (SuccessCounts(), SuccessCounts())
      var isCovered = true
      for _ in 0..<500 {
        if Bool.random(using: &generator) {
          v4.record(success: Double.random(in: 0..<1, using: &generator) < 0.95)
        } else {
          v5.record(success: Double.random(in: 0..<1, using: &generator) < 0.90)
        }
        isCovered =
          isCovered
          && DifferenceSequence(v4: v4, v5: v5).containsDifference(v4: 0.95, v5: 0.90, alpha: 0.05)
      }
      if isCovered { covered += 1 }
    }
    #expect(covered >= 190, "seed \(generator.seed)")
  }

  @Test func `counts mend what cannot be`() {
    #expect(SuccessCounts(requests: -1, successes: 5) == SuccessCounts())
    #expect(SuccessCounts(requests: 3, successes: 5).failures == 0)
    #expect(SuccessCounts(requests: 3, successes: -5).failures == 3)
  }
}
