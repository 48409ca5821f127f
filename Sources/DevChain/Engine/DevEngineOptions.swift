/// How an embedded engine builds blocks, and what it remembers.
public struct DevEngineOptions: Hashable, Sendable {
  /// The extraData of blocks built here, at most 32 bytes.
  public var extraData: [UInt8] = []
  /// The gas limit toward which blocks built here move.
  public var gasLimit: UInt64 = 30_000_000
  public var limits = ChainLimits()
  /// What engine_getClientVersionV1 answers for `version`.
  public var version = "0.1.0"

  public init() {}
}
