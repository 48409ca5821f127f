public import EngineRPC
public import EngineTypes
public import EthereumPrimitives

/// An execution payload rebuilt from what an engine's reads show of a block.
///
/// Its block hash was recomputed from its own members, transactions and withdrawals: a value of
/// this type is proven.
public struct RebuiltBlock: Hashable, Sendable {
  public let payload: ExecutionPayload
  /// From Cancun on.
  public let parentBeaconBlockRoot: Hash32?
  /// Those that the blob transactions name, in order.
  public let versionedHashes: [Hash32]

  /// The most transactions that a payload may have (consensus-specs,
  /// MAX_TRANSACTIONS_PER_PAYLOAD).
  static let maximumTransactions = 1 << 20

  /// Rebuilds from the result of eth_getBlockByHash or eth_getBlockByNumber with full transactions.
  ///
  /// - Throws: what names the member or the transaction at fault; `unknownTransactionType` where
  ///   only the payload's body helps; `unprovenBlock` with what differs.
  public init(fullBlock block: JSONValue) throws(CatchUpError) {
    let stated = try StatedBlock(block)
    let list: [JSONValue]
    let withdrawals: [Withdrawal]?
    do throws(JSONError) {
      let members = try JSONMembers(block)
      list = try members.list("transactions")
      withdrawals =
        members.has("withdrawals")
        ? try members.list("withdrawals") { (entry) throws(JSONError) in
          try Withdrawal(members: JSONMembers(entry))
        } : nil
    } catch {
      throw .malformedBlock(block: stated.hash.description, error)
    }
    let transactions = try Self.transactions(list, of: stated.hash)
    try self.init(stated, transactions, withdrawals)
  }

  /// Rebuilds from a header and a body, as engine_getPayloadBodiesByHashV1 returns it.
  ///
  /// - Throws: `unprovenBlock` where the body is not this header's.
  public init(header: ProvenHeader, body: PayloadBody) throws(CatchUpError) {
    let stated = StatedBlock(header)
    try self.init(stated, body.transactions, body.withdrawals)
  }

  private init(
    _ stated: StatedBlock, _ transactions: [[UInt8]], _ withdrawals: [Withdrawal]?
  ) throws(CatchUpError) {
    let hash = stated.hash
    guard transactions.count <= Self.maximumTransactions else {
      let reason = "\(transactions.count) transactions, at most \(Self.maximumTransactions)"
      throw .malformedBlock(block: hash.description, JSONError(.value(reason)))
    }
    var v1 = stated.header.v1
    v1.transactions = transactions
    let cancun = stated.header.cancun
    let header = ExecutionHeader(v1, withdrawals: withdrawals, cancun: cancun)
    let computed = header.hash
    let differing = stated.differences(from: header)
    guard computed == hash, differing.isEmpty else {
      throw .unprovenBlock(
        block: hash, number: stated.number, computed: computed,
        differing: differing.isEmpty ? ["header"] : differing)
    }
    do throws(TransactionError) {
      versionedHashes = try VersionedHash.all(inTransactions: transactions)
    } catch {
      switch error {
      case .malformed(let index, let reason):
        throw .malformedTransaction(
          block: hash, index: index, JSONError(.value(reason.description)))
      }
    }
    parentBeaconBlockRoot = cancun?.parentBeaconBlockRoot
    payload = ExecutionPayload(v1, withdrawals, cancun)
  }

  private static func transactions(
    _ list: [JSONValue], of block: Hash32
  ) throws(CatchUpError) -> [[UInt8]] {
    var transactions: [[UInt8]] = []
    transactions.reserveCapacity(min(list.count, maximumTransactions))
    for (index, value) in list.prefix(maximumTransactions + 1).enumerated() {
      let type: UInt64
      let stated: Hash32
      let bytes: [UInt8]?
      do throws(JSONError) {
        let encoding = try TransactionEncoding(value)
        type = encoding.type
        stated = try encoding.statedHash()
        bytes = try encoding.bytes()
      } catch {
        throw .malformedTransaction(block: block, index: index, error)
      }
      guard let bytes else {
        throw .unknownTransactionType(block: block, index: index, type: type)
      }
      let computed = Keccak256.hash(bytes)
      guard computed == stated else {
        throw .transactionHashMismatch(
          block: block, index: index, stated: stated, computed: computed)
      }
      transactions.append(bytes)
    }
    return transactions
  }
}

extension StatedBlock {
  fileprivate init(_ proven: ProvenHeader) {
    header = proven.header
    uncles = ExecutionHeader.emptyUncles
  }

  /// What keeps a header with recomputed roots from being this block's.
  fileprivate func differences(from computed: ExecutionHeader) -> [String] {
    var names: [String] = []
    if computed.transactionsRoot != header.transactionsRoot { names.append("transactions") }
    if computed.withdrawalsRoot != header.withdrawalsRoot { names.append("withdrawals") }
    if uncles != ExecutionHeader.emptyUncles { names.append("sha3Uncles") }
    if header.difficulty != 0 { names.append("difficulty") }
    if !header.nonce.isZero { names.append("nonce") }
    return names
  }
}

extension ExecutionPayload {
  fileprivate init(
    _ v1: ExecutionPayloadV1, _ withdrawals: [Withdrawal]?, _ cancun: ExecutionHeader.Cancun?
  ) {
    guard let withdrawals else {
      self = .v1(v1)
      return
    }
    let v2 = ExecutionPayloadV2(v1, withdrawals: withdrawals)
    self =
      cancun.map {
        .v3(
          ExecutionPayloadV3(
            v2, blobGasUsed: $0.blobGasUsed, excessBlobGas: $0.excessBlobGas))
      } ?? .v2(v2)
  }
}

extension Withdrawal {
  fileprivate init(members: JSONMembers) throws(JSONError) {
    self.init(
      index: try members.quantity("index"),
      validatorIndex: try members.quantity("validatorIndex"),
      address: try members.bytes("address"), amount: try members.quantity("amount"))
  }
}
