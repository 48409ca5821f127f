/// The methods that callers may use; everything else is answered -32601.
public struct MethodPolicy: Sendable, Hashable {
  public var allowed: Set<String>

  public init(allowed: Set<String>) {
    self.allowed = allowed
  }

  /// The methods that the gateway itself knows, and announces where the engines serve them.
  public static let engineMethods: Set<String> = [
    "engine_newPayloadV1", "engine_newPayloadV2", "engine_newPayloadV3",
    "engine_forkchoiceUpdatedV1", "engine_forkchoiceUpdatedV2", "engine_forkchoiceUpdatedV3",
    "engine_getPayloadV1", "engine_getPayloadV2", "engine_getPayloadV3",
    "engine_getPayloadBodiesByHashV1", "engine_getPayloadBodiesByRangeV1",
    "engine_getClientVersionV1", "engine_exchangeCapabilities",
  ]

  /// What the authenticated port of an engine serves besides, as far as a consensus node reads.
  public static let ethMethods: Set<String> = [
    "eth_blockNumber", "eth_call", "eth_chainId", "eth_getBlockByHash", "eth_getBlockByNumber",
    "eth_getCode", "eth_getLogs", "eth_getTransactionReceipt", "eth_sendRawTransaction",
    "eth_syncing",
  ]

  public static let standard = MethodPolicy(allowed: engineMethods.union(ethMethods))
}
