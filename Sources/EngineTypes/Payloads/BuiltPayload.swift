public import EthereumPrimitives

/// What getPayload returns: a payload and what its version of the envelope adds.
public struct BuiltPayload: Hashable, Sendable {
  public var payload: ExecutionPayload
  /// In Wei; zero from V1, which does not carry it.
  public var blockValue: UInt256
  /// From V3 on.
  public var blobsBundle: BlobsBundle?
  /// From V3 on.
  public var shouldOverrideBuilder: Bool?

  public init(
    payload: ExecutionPayload, blockValue: UInt256, blobsBundle: BlobsBundle? = nil,
    shouldOverrideBuilder: Bool? = nil
  ) {
    self.payload = payload
    self.blockValue = blockValue
    self.blobsBundle = blobsBundle
    self.shouldOverrideBuilder = shouldOverrideBuilder
  }
}
