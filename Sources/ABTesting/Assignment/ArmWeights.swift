/// Integer weights of two or more arms, in their order.
public struct ArmWeights: Sendable, Hashable {
  /// The largest sum of weights, so that a product with a hash fits 64 bits.
  public static let sumLimit = UInt64(UInt32.max)

  /// The sums of the weights up to and including each arm's.
  private let thresholds: [UInt64]
  private let sum: UInt64

  /// Creates weights; throws `invalidWeights` where none is above 0 or their sum exceeds the limit.
  public init(_ weights: [UInt32]) throws(ABTestingError) {
    var sum: UInt64 = 0
    var thresholds: [UInt64] = []
    for weight in weights {
      sum += UInt64(weight)
      guard sum <= Self.sumLimit else { throw .invalidWeights(sum: sum, limit: Self.sumLimit) }
      thresholds.append(sum)
    }
    guard sum > 0 else { throw .invalidWeights(sum: 0, limit: Self.sumLimit) }
    self.thresholds = thresholds
    self.sum = sum
  }

  /// The index of the arm that a hash falls to.
  public func index(_ hash: UInt32) -> Int {
    let point = (UInt64(hash) &* sum) >> 32
    return thresholds.firstIndex { point < $0 } ?? thresholds.count - 1
  }
}
