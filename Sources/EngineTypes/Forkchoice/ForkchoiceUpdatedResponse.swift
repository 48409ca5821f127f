public import EthereumPrimitives

/// The id of a payload being built; it belongs to the engine that minted it.
public typealias PayloadID = Bytes8

/// What an engine answers to forkchoiceUpdated.
public struct ForkchoiceUpdatedResponse: Hashable, Sendable {
  public var payloadStatus: PayloadStatus
  /// Nil where no build was started.
  public var payloadId: PayloadID?

  public init(payloadStatus: PayloadStatus, payloadId: PayloadID? = nil) {
    self.payloadStatus = payloadStatus
    self.payloadId = payloadId
  }
}
