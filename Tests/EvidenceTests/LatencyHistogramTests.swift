import Foundation
import TestKit
import Testing

@testable import Evidence

@Suite struct LatencyHistogramTests {
  @Test func `buckets follow one another without gap or overlap`() {
    for bucket in 0..<LatencyHistogram.lastBucket {
      let end = LatencyHistogram.upperBound(bucket)
      #expect(LatencyHistogram.bucket(microseconds: end) == bucket)
      #expect(LatencyHistogram.bucket(microseconds: end + 1) == bucket + 1)
    }
    #expect(LatencyHistogram.upperBound(LatencyHistogram.lastBucket) == (1 << 27) - 1)
  }

  @Test(arguments: [1.0, 1.25, 1.5, 2, 10])
  func `a ratio of a threshold is a bucket at most 1/32 above it`(_ ratio: Double) {
    for bucket in stride(from: 10, to: 550, by: 7) {
      let exact = Double(LatencyHistogram.upperBound(bucket)) * ratio
      let end = Double(
        LatencyHistogram.upperBound(LatencyHistogram.bucket(ratio, times: bucket)))
      #expect(end >= exact)
      #expect(end <= exact * (1 + 1.0 / 32) + 2)
    }
  }

  @Test func `a slack widens thresholds that are near 0`() {
    let bucket = LatencyHistogram.bucket(microseconds: 1_000)
    let raised = LatencyHistogram.bucket(1.5, times: bucket, slack: 5_000)
    #expect(LatencyHistogram.upperBound(raised) >= 6_000)
  }

  @Test func `a quantile is the lowest bucket that reaches the share`() {
    var histogram = LatencyHistogram()
    for microseconds in 1...100 { histogram.record(.microseconds(microseconds)) }
    #expect(histogram.quantile(0.5).map(LatencyHistogram.upperBound) == 50)
    #expect(histogram.quantile(0).map(LatencyHistogram.upperBound) == 1)
    #expect(histogram.quantile(1).map(LatencyHistogram.upperBound) ?? 0 >= 100)
    #expect(histogram.countAbove(50) == 50)
    #expect(histogram.countAbove(-5) == 100)
    #expect(histogram.countAbove(.max) == 0)
    #expect(LatencyHistogram().quantile(0.5) == nil)
    #expect(histogram.quantile(.nan) == nil)
  }

  @Test func `what is negative or endless is counted at the ends`() {
    var histogram = LatencyHistogram()
    histogram.record(.seconds(-5))
    histogram.record(.seconds(Int64.max))
    #expect(histogram.quantile(0.5) == 0)
    #expect(histogram.quantile(1) == LatencyHistogram.lastBucket)
    #expect(LatencyHistogram.bucket(.infinity, times: 5) == LatencyHistogram.lastBucket)
    #expect(LatencyHistogram.bucket(.nan, times: 5, slack: .max) == LatencyHistogram.lastBucket)
    #expect(LatencyHistogram.bucket(microseconds: .min) == 0)
  }

  @Test func `merging and reading back lose nothing`() throws {
    var generator = SeededGenerator(seed: 3)
    var (one, other, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
    for index in 0..<500 {
      let latency = Duration.microseconds(Int.random(in: 0...1_000_000, using: &generator))
      both.record(latency)
      if index % 2 == 0 { one.record(latency) } else { other.record(latency) }
    }
    one.merge(other)
    #expect(one == both)
    let text = try JSONEncoder().encode(both)
    #expect(try JSONDecoder().decode(LatencyHistogram.self, from: text) == both)
    both.halve()
    #expect(both.count < 300)
    for _ in 0..<20 { both.halve() }
    #expect(both == LatencyHistogram())
  }

  @Test(arguments: ["[-1,5]", "[736,1]", "[5,0]", "[5,-3]", "[5]", "[5,1.5]", "{}"])
  func `a histogram that cannot be is refused`(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LatencyHistogram.self, from: Data(text.utf8))
    }
  }
}
