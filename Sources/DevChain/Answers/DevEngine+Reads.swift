import EngineRPC
import EngineTypes
import EthereumPrimitives

extension DevEngine {
  /// The eth_ methods; nil for others.
  func chainAnswer(_ method: String, _ params: JSONValue) throws(EngineError) -> JSONValue? {
    switch method {
    case "eth_chainId": return .quantity(genesis.chainID)
    case "eth_blockNumber": return .quantity(headNumber)
    case "eth_syncing": return false
    case "eth_getBlockByNumber":
      let arguments = try EngineArguments(params, 1...2)
      return try block(named: try arguments.text(0))?.json ?? .null
    case "eth_getBlockByHash":
      let hash: Hash32 = try EngineArguments(params, 1...2).bytes(0)
      return chain[hash]?.json ?? .null
    case "eth_getBalance": return try account(params) { .quantity($0.balance) } ?? "0x0"
    case "eth_getTransactionCount": return try account(params) { .quantity($0.nonce) } ?? "0x0"
    case "eth_getCode":
      let arguments = try EngineArguments(params, 1...2)
      return .data(try state(arguments).code(at: try arguments.bytes(0)))
    case "eth_getTransactionReceipt", "eth_getTransactionByHash":
      let _: Hash32 = try EngineArguments(params, 1...1).bytes(0)
      return .null
    case "eth_getLogs": return []
    case "eth_sendRawTransaction": throw Self.noTransactions
    default: return nil
    }
  }

  private func account(
    _ params: JSONValue, _ read: (Account) -> JSONValue
  ) throws(EngineError) -> JSONValue? {
    let arguments = try EngineArguments(params, 1...2)
    let address: Address = try arguments.bytes(0)
    return try state(arguments).account(at: address).map(read)
  }

  /// The state of the block that the second argument names, the head's where there is none.
  private func state(_ arguments: EngineArguments) throws(EngineError) -> WorldState {
    let name = try arguments.textIfPresent(1) ?? "latest"
    guard let block = try block(named: name) else {
      throw EngineError(.serverError, message: "header not found")
    }
    guard let state = block.state else {
      throw EngineError(.serverError, message: "the state of block \(name) is no longer kept")
    }
    return state
  }

  /// A block by number or tag.
  private func block(named name: String) throws(EngineError) -> ChainBlock? {
    switch name {
    case "latest", "pending": return chain.head
    case "earliest": return chain.genesis
    case "finalized": return try tagged(name, finalizedHash)
    case "safe": return try tagged(name, safeHash)
    default:
      do throws(HexError) {
        return chain.canonicalHash(try Hex.decodeQuantity(name)).flatMap { chain[$0] }
      } catch {
        throw EngineError(.invalidParams, message: "invalid argument 0: \(error)")
      }
    }
  }

  private func tagged(_ name: String, _ hash: Hash32?) throws(EngineError) -> ChainBlock? {
    guard let hash else {
      throw EngineError(.serverError, message: "\(name) block not found")
    }
    return chain[hash]
  }
}

extension ChainBlock {
  /// The block as eth_getBlockBy… shows it.
  fileprivate var json: JSONValue {
    let v1 = payload.v1
    var object: [(String, JSONValue)] = [
      ("number", .quantity(number)), ("hash", .data(hash)), ("parentHash", .data(parentHash)),
      ("nonce", .data(header.nonce)), ("mixHash", .data(v1.prevRandao)),
      ("sha3Uncles", .data(ExecutionHeader.emptyUncles)), ("logsBloom", .data(v1.logsBloom)),
      ("stateRoot", .data(v1.stateRoot)), ("miner", .data(v1.feeRecipient)),
      ("difficulty", .quantity(header.difficulty)), ("extraData", .data(v1.extraData)),
      ("gasLimit", .quantity(v1.gasLimit)), ("gasUsed", .quantity(v1.gasUsed)),
      ("timestamp", .quantity(timestamp)), ("transactionsRoot", .data(header.transactionsRoot)),
      ("receiptsRoot", .data(v1.receiptsRoot)), ("baseFeePerGas", .quantity(v1.baseFeePerGas)),
      ("totalDifficulty", .quantity(header.difficulty)), ("size", .quantity(UInt64(size))),
      ("transactions", []), ("uncles", []),
    ]
    if let withdrawals = payload.withdrawals {
      object.append(("withdrawals", .array(withdrawals.map(\.json))))
      object.append(("withdrawalsRoot", .data(header.withdrawalsRoot)))
    }
    if let cancun = header.cancun {
      object.append(("blobGasUsed", .quantity(cancun.blobGasUsed)))
      object.append(("excessBlobGas", .quantity(cancun.excessBlobGas)))
      object.append(("parentBeaconBlockRoot", .data(cancun.parentBeaconBlockRoot)))
    }
    return .object(JSONObject(object.map { JSONObject.Member(name: $0.0, value: $0.1) }))
  }
}
