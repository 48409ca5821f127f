import EngineRPC
import EngineTypes
import EthereumPrimitives

/// Payloads of the sizes that the benchmarks name.
enum Bodies {
  /// A Capella payload whose JSON has about that many bytes.
  static func payload(jsonBytes: Int) -> ExecutionPayloadV2 {
    var v1 = ExecutionPayloadV1(
      blockNumber: 17, gasLimit: 30_000_000, gasUsed: 21_000, timestamp: 1_700_000_204,
      extraData: Array("kernels".utf8), baseFeePerGas: 875_000_000)
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    func byte() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
    var size = 1600
    while size < jsonBytes {
      // About as long as a usual transaction: most are transfers, some carry data.
      let count = v1.transactions.count % 5 == 4 ? 1400 : 180
      v1.transactions.append([0x02] + (0..<count).map { _ in byte() })
      size += 2 * count + 7
    }
    var payload = ExecutionPayloadV2(v1, withdrawals: [])
    payload.blockHash = payload.computedBlockHash
    return payload
  }
}
