public import EngineTypes
public import EthereumPrimitives

/// What a chain begins with, as geth's genesis JSON says it.
public struct Genesis: Sendable {
  /// An account of the allocation.
  struct Allocation: Sendable {
    var address: Address
    var balance: UInt256
    var nonce: UInt64
    var code: [UInt8]
    var storage: [(slot: Hash32, value: Hash32)]
  }

  public var chainID: UInt64
  public var forks: ForkSchedule
  var nonce: Bytes8
  var timestamp: UInt64
  var extraData: [UInt8]
  var gasLimit: UInt64
  var gasUsed: UInt64
  var difficulty: UInt256
  var mixHash: Hash32
  var coinbase: Address
  var parentHash: Hash32
  var baseFeePerGas: UInt256
  var blobGasUsed: UInt64
  var excessBlobGas: UInt64
  var allocations: [Allocation]

  /// The state before the first block.
  ///
  /// Empty accounts of the allocation are there until something touches them.
  var state: WorldState {
    var state = WorldState()
    for allocation in allocations {
      state.allocate(allocation)
    }
    return state
  }

  /// The hash of block 0.
  public var blockHash: Hash32 { block.hash }

  /// The time of block 0, in seconds since 1970.
  public var blockTimestamp: UInt64 { timestamp }

  var block: ChainBlock {
    let state = state
    let v1 = ExecutionPayloadV1(
      parentHash: parentHash, feeRecipient: coinbase, stateRoot: state.root,
      receiptsRoot: MerklePatricia.emptyRoot, prevRandao: mixHash, blockNumber: 0,
      gasLimit: gasLimit, gasUsed: gasUsed, timestamp: timestamp, extraData: extraData,
      baseFeePerGas: baseFeePerGas)
    let payload: ExecutionPayload =
      switch forks.fork(at: timestamp) {
      case .paris: .v1(v1)
      case .shanghai: .v2(ExecutionPayloadV2(v1))
      case .cancun:
        .v3(
          ExecutionPayloadV3(
            ExecutionPayloadV2(v1), blobGasUsed: blobGasUsed, excessBlobGas: excessBlobGas))
      }
    return ChainBlock(
      sealing: payload, parentBeaconBlockRoot: .zero, state: state, difficulty: difficulty,
      nonce: nonce)
  }
}
