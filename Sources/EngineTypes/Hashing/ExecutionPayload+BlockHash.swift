public import EthereumPrimitives

extension ExecutionPayload {
  /// The block hash that the payload's own fields make.
  ///
  /// - Parameter parentBeaconBlockRoot: needed for a Cancun payload, whose header holds it; zero is
  ///   taken where it is nil. Earlier payloads ignore it.
  public func computedBlockHash(parentBeaconBlockRoot: Hash32?) -> Hash32 {
    switch self {
    case .v1(let payload): ExecutionHeader(payload, withdrawals: nil, cancun: nil).hash
    case .v2(let payload): payload.computedBlockHash
    case .v3(let payload):
      payload.computedBlockHash(parentBeaconBlockRoot: parentBeaconBlockRoot ?? .zero)
    }
  }
}

extension ExecutionPayloadV2 {
  /// The hash of the Shanghai header that the payload's fields make.
  public var computedBlockHash: Hash32 {
    ExecutionHeader(v1, withdrawals: withdrawals, cancun: nil).hash
  }
}

extension ExecutionPayloadV3 {
  /// The hash of the Cancun header that the payload's fields make.
  public func computedBlockHash(parentBeaconBlockRoot: Hash32) -> Hash32 {
    let cancun = ExecutionHeader.Cancun(
      blobGasUsed: blobGasUsed, excessBlobGas: excessBlobGas,
      parentBeaconBlockRoot: parentBeaconBlockRoot)
    return ExecutionHeader(v2.v1, withdrawals: withdrawals, cancun: cancun).hash
  }
}
