import ABTesting
import Testing

@Suite struct AssignmentPropertyTests {
  private static let sessions = (0..<100_000).map { "session-\($0)" }

  private static func buckets(_ purpose: Assignment.Purpose) throws -> [Int] {
    let assignment = try Assignment(purpose: purpose, experiment: "engine-v5")
    return try sessions.map { try assignment.bucket($0) }
  }

  @Test(arguments: [100, 1_000, 5_000, 9_000])
  func `100,000 sessions lie within three standard deviations`(_ share: Int) throws {
    let assignment = try Assignment(purpose: .ab, experiment: "lighthouse_v5")
    var onV5 = 0
    for session in Self.sessions where try assignment.isV5(session, basisPoints: share) {
      onV5 += 1
    }
    let count = Double(Self.sessions.count)
    let rate = Double(share) / 10_000
    let deviation = (count * rate * (1 - rate)).squareRoot()
    #expect(abs(Double(onV5) - count * rate) < 3 * deviation, "\(onV5) on v5")
  }

  @Test func `growing the share moves nobody back`() throws {
    let assignment = try Assignment(purpose: .ab, experiment: "ramp")
    let shares = [0, 1, 100, 1_000, 2_500, 5_000, 9_999, 10_000]
    for session in Self.sessions.prefix(2_000) {
      var wasV5 = false
      for share in shares {
        let isV5 = try assignment.isV5(session, basisPoints: share)
        #expect(isV5 || !wasV5, "\(session) went back at \(share)")
        wasV5 = isV5
      }
    }
  }

  @Test func `a bucket of 10,000 nests in the bucket of 100`() throws {
    let hundred = try ArmWeights([UInt32](repeating: 1, count: 100))
    var differing = 0
    for session in Self.sessions {
      let hash = MurmurHash3.hash(session.utf8)
      if Share.bucket(hash) / 100 != hundred.index(hash) { differing += 1 }
    }
    for hash in [0, 1, UInt32.max / 100, UInt32.max / 2, .max - 1, .max] {
      if Share.bucket(hash) / 100 != hundred.index(hash) { differing += 1 }
    }
    #expect(differing == 0)
  }

  @Test func `every bucket is hit about equally often`() throws {
    let buckets = try Self.buckets(.ab)
    var counts = [Int](repeating: 0, count: 100)
    for bucket in buckets { counts[bucket / 100] += 1 }
    let expected = Double(buckets.count) / 100
    let square = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    // The 99.9th percentile of χ² with 99 degrees of freedom.
    #expect(square / expected < 148.2)
  }

  @Test func `the purposes are independent of each other`() throws {
    let all = try Assignment.Purpose.allCases.map(Self.buckets)
    for first in all.indices {
      for second in all.indices where second > first {
        let square = Self.dependence(zip(all[first], all[second]))
        // The 99.9th percentile of χ² with one degree of freedom.
        #expect(square < 10.83, "\(Assignment.Purpose.allCases[first])")
      }
    }
  }

  @Test func `attempts are independent of each other`() throws {
    let second = try Assignment(purpose: .ab, experiment: "engine-v5", attempt: 2)
    let buckets = try Self.sessions.map { try second.bucket($0) }
    #expect(Self.dependence(zip(try Self.buckets(.ab), buckets)) < 10.83)
  }

  /// χ² of the table of 10 % by 50 %.
  private static func dependence(_ pairs: some Sequence<(Int, Int)>) -> Double {
    var table = [[0.0, 0.0], [0.0, 0.0]]
    for (first, second) in pairs { table[first < 1_000 ? 1 : 0][second < 5_000 ? 1 : 0] += 1 }
    let total = table[0][0] + table[0][1] + table[1][0] + table[1][1]
    var square = 0.0
    for row in 0...1 {
      for column in 0...1 {
        let expected =
          (table[row][0] + table[row][1]) * (table[0][column] + table[1][column]) / total
        square += (table[row][column] - expected) * (table[row][column] - expected) / expected
      }
    }
    return square
  }
}
