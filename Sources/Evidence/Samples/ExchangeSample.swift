public import ABTesting

/// What one exchange tells about the arms: first attempts only.
public struct ExchangeSample: Sendable, Hashable {
  public var method: SampledMethod
  /// The fork whose rules the exchange follows, such as `shanghai` or `cancun`.
  public var fork: String
  /// The arm whose answer the caller got.
  public var authority: Arm
  /// Nil where v4 was not asked or has said nothing.
  public var v4: ArmSample?
  /// Nil where v5 was not asked or has said nothing.
  public var v5: ArmSample?
  /// Nil where nothing was to be compared.
  public var comparison: SampledComparison?
  /// Whether the authority was drawn by the hash, so that it counts for the sample ratio.
  public var isSplit: Bool
  /// What was hashed; a unit counts once for the sample ratio.
  public var unit: String?
  /// The block that a newPayload carries or a forkchoiceUpdated makes head, and its parent where told.
  public var block: String?
  public var parent: String?

  public init(
    method: SampledMethod, fork: String, authority: Arm, v4: ArmSample?, v5: ArmSample?,
    comparison: SampledComparison? = nil, isSplit: Bool = false, unit: String? = nil,
    block: String? = nil, parent: String? = nil
  ) {
    self.method = method
    self.fork = fork
    self.authority = authority
    self.v4 = v4
    self.v5 = v5
    self.comparison = comparison
    self.isSplit = isSplit
    self.unit = unit
    self.block = block
    self.parent = parent
  }
}
