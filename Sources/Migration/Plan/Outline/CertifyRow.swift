/// How many calls without a failure certify a bound on the failure rate.
public struct CertifyRow: Codable, Hashable, Sendable {
  /// A share of 0 … 1.
  public var bound: Double
  public var alpha: Double
  public var calls: Int?
  /// How long they take at the observed rates.
  public var time: PlannedDuration?
}
