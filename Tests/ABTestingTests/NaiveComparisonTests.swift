import ABTesting
import Testing

@Suite struct NaiveComparisonTests {
  @Test func `the z-test is the textbook's`() throws {
    let naive = try #require(
      NaiveComparison(
        v4: SuccessCounts(requests: 1_000, successes: 940),
        v5: SuccessCounts(requests: 520, successes: 470)))
    #expect(abs(naive.z - -2.580_905_318_114_6) < 1e-9)
    #expect(abs(naive.pValue - 0.009_854_160_396_087) < 1e-9)
    #expect(abs(naive.interval.lower - -0.065_457_196_531_583) < 1e-9)
    #expect(abs(naive.interval.upper - -0.006_850_495_776_109) < 1e-9)
  }

  @Test(arguments: [(0, 10), (10, 0), (0, 0)])
  func `an empty arm has no z-test`(_ v4: Int, _ v5: Int) {
    #expect(
      NaiveComparison(
        v4: SuccessCounts(requests: v4, successes: v4), v5: SuccessCounts(requests: v5)) == nil)
  }

  @Test(arguments: [0, 50])
  func `without any variance it finds no difference`(_ successes: Int) throws {
    let counts = SuccessCounts(requests: 50, successes: successes)
    let naive = try #require(NaiveComparison(v4: counts, v5: counts))
    #expect(naive.z == 0)
    #expect(naive.pValue == 1)
    #expect(naive.interval == Interval(lower: 0, upper: 0))
  }
}
