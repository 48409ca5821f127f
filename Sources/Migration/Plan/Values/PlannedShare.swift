import ABTesting

/// v5's share of the authority: `5%` or `500bp`, whole basis points from 0 to 10,000.
public struct PlannedShare: Hashable, Sendable {
  public let basisPoints: Int

  /// Creates a share; what lies outside 0 … 10,000 is brought within.
  public init(basisPoints: Int) {
    self.basisPoints = min(max(0, basisPoints), Share.whole)
  }

  public static func percent(_ count: Int) -> Self {
    PlannedShare(basisPoints: min(max(0, count), 100) * 100)
  }

  public static let none = PlannedShare(basisPoints: 0)
  public static let whole = PlannedShare(basisPoints: Share.whole)
}

extension PlannedShare: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.basisPoints < right.basisPoints }
}

extension PlannedShare: CustomStringConvertible {
  /// The share in percent, `12.5%` for example.
  public var description: String { PartsPerMillion.percent(basisPoints * 100) }
}

extension PlannedShare: PlanValue {
  static var expected: String { "a share such as 5% or 500bp, of whole basis points up to 100%" }

  init?(planText: String) {
    guard let parts = PartsPerMillion.read(planText), parts % 100 == 0 else { return nil }
    self.init(basisPoints: parts / 100)
  }

  var planText: String { description }
}

extension PlannedShare: Codable {
  public init(from decoder: any Decoder) throws {
    self = try PlanScalar.decode(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try PlanScalar.encode(self, to: encoder)
  }
}
