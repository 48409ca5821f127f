public import Evidence

/// The calls a minute that were observed, by method.
public struct CallRates: Codable, Hashable, Sendable {
  public private(set) var perMinute: [SampledMethod: Double]

  /// Creates rates; what is negative or no number counts as 0.
  public init(_ perMinute: [SampledMethod: Double]) {
    self.perMinute = perMinute.mapValues { $0.isFinite ? max(0, $0) : 0 }
  }

  /// Creates rates from counts over a time.
  public init(counts: [SampledMethod: Int], over time: PlannedDuration) {
    let minutes = time.seconds / 60
    self.init(counts.mapValues { minutes > 0 ? Double($0) / minutes : 0 })
  }

  /// What a chain with slots of 12 seconds makes, a build in every sixth slot: an estimate until
  /// something was observed.
  public static let estimate = CallRates([
    .newPayload: 5, .forkchoiceUpdated: 5.8, .getPayload: 0.8, .read: 3.4,
  ])

  public var total: Double { perMinute.values.reduce(0, +) }

  public func rate(_ method: SampledMethod) -> Double { perMinute[method] ?? 0 }

  /// The minutes that a number of calls takes; nil where they never come.
  static func minutes(for calls: Int, at rate: Double) -> Double? {
    if calls <= 0 { return 0 }
    return rate > 0 ? Double(calls) / rate : nil
  }
}
