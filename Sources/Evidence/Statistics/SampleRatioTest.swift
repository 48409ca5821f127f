import ABTesting
import Glibc

/// A `SampleRatioCheck` that is fed by windows and can be persisted.
///
/// What a check cannot tell are its segments, so they are kept beside it. Read back, they are counted
/// again in an order that keeps each segment's ratio, and the best evidence that there ever was is
/// kept as it is.
struct SampleRatioTest: Codable, Sendable, Hashable {
  /// The units that are counted at most; the next is not.
  static let unitLimit = 5_000_000

  private var check = SampleRatioCheck()
  private var segments: [AssignedUnits] = []
  private var peak = 0.0

  private enum CodingKeys: String, CodingKey { case segments, peak }

  init() {}

  var pValue: Double { exp(-peak) }
  var units: Int { check.v4Units + check.v5Units }
  /// v5's part of the units, and what it ought to be; nil without a unit.
  var shares: (actual: Double, designed: Double)? {
    guard units > 0 else { return nil }
    return (Double(check.v5Units) / Double(units), check.expectedV5Units / Double(units))
  }

  var isAlarm: Bool {
    let minimum = Double(SampleRatioCheck.minimumUnits)
    let expected = check.expectedV5Units
    return pValue < SampleRatioCheck.alarmBelow
      && (Double(min(check.v4Units, check.v5Units)) >= minimum
        || min(Double(units) - expected, expected) >= minimum)
  }

  mutating func add(_ window: EvidenceWindow) {
    for assigned in window.assigned { count(assigned) }
    peak = max(peak, -log(max(check.pValue, .leastNonzeroMagnitude)))
  }

  private mutating func count(_ assigned: AssignedUnits) {
    guard assigned.share > 0, assigned.share < Share.whole else { return }
    let (v4, v5) = (max(0, assigned.v4), max(0, assigned.v5))
    guard v4.saturatingAdd(v5) <= Self.unitLimit - units else { return }
    if segments.last?.share != assigned.share {
      segments.append(AssignedUnits(share: assigned.share))
    }
    segments[segments.count - 1].merge(assigned)
    // Spread evenly: one arm after the other would look like a broken ratio on the way.
    var due = 0
    for _ in 0..<(v4 + v5) {
      due += v5
      if due * 2 > v4 + v5 {
        check.count(.v5, share: assigned.share)
        due -= v4 + v5
      } else {
        check.count(.v4, share: assigned.share)
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    for segment in try container.decode([AssignedUnits].self, forKey: .segments) {
      count(segment)
    }
    peak = max(0, try container.decode(Double.self, forKey: .peak))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(segments, forKey: .segments)
    try container.encode(peak, forKey: .peak)
  }
}
