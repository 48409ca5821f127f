/// Durations in buckets that grow by an eighth: quantiles to about 6 %, in fixed memory.
public struct LatencyHistogram: Sendable {
  /// Sub-buckets of each doubling.
  private static let subdivisions = 8
  /// From one microsecond to about 16 minutes.
  private static let doublings = 30

  private var counts = [Int](repeating: 0, count: doublings * subdivisions)
  public private(set) var count = 0
  /// In nanoseconds.
  public private(set) var sum: Int64 = 0

  public init() {}

  public mutating func record(nanoseconds: Int64) {
    counts[Self.bucket(of: nanoseconds)] += 1
    count += 1
    sum &+= nanoseconds
  }

  /// Takes in another one's samples.
  public mutating func add(_ other: LatencyHistogram) {
    for bucket in counts.indices { counts[bucket] += other.counts[bucket] }
    count += other.count
    sum &+= other.sum
  }

  /// What was added since an earlier state of it.
  public func subtracting(_ earlier: LatencyHistogram) -> LatencyHistogram {
    var rest = self
    for bucket in counts.indices { rest.counts[bucket] -= earlier.counts[bucket] }
    rest.count -= earlier.count
    rest.sum &-= earlier.sum
    return rest
  }

  /// The duration in nanoseconds below which a fraction of the samples lies; 0 without samples.
  public func quantile(_ fraction: Double) -> Int64 {
    guard count > 0 else { return 0 }
    let rank = Int((Double(count) * fraction).rounded(.up))
    var seen = 0
    for (bucket, number) in counts.enumerated() {
      seen += number
      if seen >= max(rank, 1) { return Self.middle(of: bucket) }
    }
    return Self.middle(of: counts.count - 1)
  }

  /// How many samples lie at or below a duration, to the width of a bucket.
  public func count(upToNanoseconds limit: Int64) -> Int {
    counts[...Self.bucket(of: limit)].reduce(0, +)
  }

  private static func bucket(of nanoseconds: Int64) -> Int {
    let microseconds = UInt64(max(nanoseconds, 1000)) / 1000
    let exponent = 63 - microseconds.leadingZeroBitCount
    let fraction =
      exponent >= 3 ? microseconds >> UInt64(exponent - 3) : microseconds << UInt64(3 - exponent)
    let index = exponent * subdivisions + Int(fraction & 7)
    return min(index, doublings * subdivisions - 1)
  }

  private static func middle(of bucket: Int) -> Int64 {
    let exponent = bucket / subdivisions
    let base = Double(1 << exponent)
    let step = base / Double(subdivisions)
    let microseconds = base + step * (Double(bucket % subdivisions) + 0.5)
    return Int64(microseconds * 1000)
  }
}
