import EngineTypes
import EthereumPrimitives

/// A block with the state after it.
struct ChainBlock: Sendable {
  /// The payload, whose blockHash is this block's.
  let payload: ExecutionPayload
  let header: ExecutionHeader
  let hash: Hash32
  /// Nil where it is not known yet or has been let go.
  var state: WorldState?

  /// The block that a payload states, under the hash that its header makes.
  init(_ payload: ExecutionPayload, parentBeaconBlockRoot: Hash32?) {
    self.payload = payload
    header = Self.header(payload, parentBeaconBlockRoot)
    hash = header.hash
  }

  /// Makes a block of its own: the payload's hash is set.
  init(
    sealing payload: ExecutionPayload, parentBeaconBlockRoot: Hash32?, state: WorldState,
    difficulty: UInt256 = 0, nonce: Bytes8 = .zero
  ) {
    var header = Self.header(payload, parentBeaconBlockRoot)
    header.difficulty = difficulty
    header.nonce = nonce
    self.header = header
    self.state = state
    hash = header.hash
    self.payload = payload.named(hash)
  }

  var number: UInt64 { payload.v1.blockNumber }
  var parentHash: Hash32 { payload.v1.parentHash }
  var timestamp: UInt64 { payload.v1.timestamp }
  var body: PayloadBody {
    PayloadBody(transactions: payload.v1.transactions, withdrawals: payload.withdrawals)
  }

  /// What an INVALID child names as latestValidHash: zero where this is a block of proof of work.
  var lastValidHash: Hash32 { header.difficulty == 0 ? hash : .zero }

  /// The length of the block's RLP in bytes.
  var size: Int {
    var writer = RLPWriter()
    writer.appendList { list in
      list.appendEncoded(header.rlp)
      list.appendList { _ in }
      list.appendList { _ in }
      guard let withdrawals = payload.withdrawals else { return }
      list.appendList { items in
        for withdrawal in withdrawals { items.appendEncoded(withdrawal.rlp) }
      }
    }
    return writer.bytes.count
  }

  private static func header(_ payload: ExecutionPayload, _ root: Hash32?) -> ExecutionHeader {
    let cancun: ExecutionHeader.Cancun? =
      switch payload {
      case .v1, .v2: nil
      case .v3(let payload):
        ExecutionHeader.Cancun(
          blobGasUsed: payload.blobGasUsed, excessBlobGas: payload.excessBlobGas,
          parentBeaconBlockRoot: root ?? .zero)
      }
    return ExecutionHeader(payload.v1, withdrawals: payload.withdrawals, cancun: cancun)
  }
}

extension ExecutionPayload {
  /// The payload with that block hash.
  fileprivate func named(_ hash: Hash32) -> ExecutionPayload {
    switch self {
    case .v1(var payload):
      payload.blockHash = hash
      return .v1(payload)
    case .v2(var payload):
      payload.blockHash = hash
      return .v2(payload)
    case .v3(var payload):
      payload.blockHash = hash
      return .v3(payload)
    }
  }
}
