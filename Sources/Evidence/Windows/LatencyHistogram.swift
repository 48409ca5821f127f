/// Latencies in log-linear buckets of whole microseconds: exact below 64, then 32 to each doubling.
///
/// A threshold is a bucket, so `r` times a threshold is another one, at most 1/32 above the exact
/// product. Beyond 134 seconds everything is in the last bucket.
public struct LatencyHistogram: Codable, Sendable, Hashable {
  /// The bucket of everything that is slower than any other.
  public static let lastBucket = 64 + 21 * 32 - 1
  private static let limit = (1 << 27) - 1

  /// The counts from the first bucket that has one to the last.
  private var counts: [Int] = []
  private var first = 0
  /// The latencies recorded.
  public private(set) var count = 0

  public init() {}

  /// The bucket that holds a number of microseconds.
  public static func bucket(microseconds: Int) -> Int {
    let value = min(max(0, microseconds), limit)
    guard value >= 64 else { return value }
    let shift = Int.bitWidth - value.leadingZeroBitCount - 6
    return 64 + (shift - 1) * 32 + (value >> shift) - 32
  }

  /// The most microseconds that a bucket holds.
  public static func upperBound(_ bucket: Int) -> Int {
    let bucket = min(max(0, bucket), lastBucket)
    guard bucket >= 64 else { return bucket }
    let (octave, step) = (bucket - 64).quotientAndRemainder(dividingBy: 32)
    return ((step + 33) << (octave + 1)) - 1
  }

  /// The bucket whose end is `ratio` times a bucket's end, or `slack` microseconds above it if that
  /// is more, rounded up to the end of a bucket.
  public static func bucket(_ ratio: Double, times bucket: Int, slack: Int = 0) -> Int {
    let end = upperBound(bucket)
    let product = (Double(end) * ratio).rounded(.up)
    let scaled = product < Double(limit) ? Int(max(0, product)) : limit
    return self.bucket(microseconds: max(scaled, end.saturatingAdd(max(0, slack))))
  }

  /// Records a latency; a negative one as 0.
  public mutating func record(_ latency: Duration) {
    let bounded = min(max(latency, .zero), .seconds(200))
    let (seconds, attoseconds) = bounded.components
    add(
      1,
      to: Self.bucket(microseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    )
  }

  /// The lowest bucket that at least that share of the latencies do not exceed; nil while empty.
  public func quantile(_ share: Double) -> Int? {
    guard count > 0, share.isFinite else { return nil }
    let rank = (min(max(share, 0), 1) * Double(count)).rounded(.up)
    var below = 0.0
    var index = 0
    while index < counts.count - 1 {
      below += Double(counts[index])
      if below >= max(rank, 1) { break }
      index += 1
    }
    return first + index
  }

  /// How many latencies are above a bucket's end.
  public func countAbove(_ bucket: Int) -> Int {
    var above = 0
    var index = counts.count - 1
    while index >= 0, first + index > bucket {
      above = above.saturatingAdd(counts[index])
      index -= 1
    }
    return above
  }

  public mutating func merge(_ other: LatencyHistogram) {
    var index = 0
    while index < other.counts.count {
      if other.counts[index] > 0 { add(other.counts[index], to: other.first + index) }
      index += 1
    }
  }

  /// Forgets half of every bucket, so that what comes weighs more.
  mutating func halve() {
    let before = self
    self = LatencyHistogram()
    for (index, number) in before.counts.enumerated() where number > 1 {
      add(number / 2, to: before.first + index)
    }
  }

  private mutating func add(_ number: Int, to bucket: Int) {
    if counts.isEmpty { first = bucket }
    if bucket < first {
      counts.insert(contentsOf: repeatElement(0, count: first - bucket), at: 0)
      first = bucket
    }
    if bucket - first >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: bucket - first + 1 - counts.count))
    }
    counts[bucket - first] = counts[bucket - first].saturatingAdd(number)
    count = count.saturatingAdd(number)
  }

  /// Reads pairs of a bucket and its count.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    while !container.isAtEnd {
      let bucket = try container.decode(Int.self)
      let number = try container.decode(Int.self)
      guard (0...Self.lastBucket).contains(bucket), number > 0 else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "\(number) latencies in bucket \(bucket)")
      }
      add(number, to: bucket)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for (bucket, number) in counts.enumerated() where number > 0 {
      try container.encode(first + bucket)
      try container.encode(number)
    }
  }
}
