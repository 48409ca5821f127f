import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import TestKit
import Testing

/// A chain of the EELS engine with every type of transaction, as that engine shows it.
struct FixtureChain {
  struct Block {
    /// eth_getBlockByHash with full transactions, and without.
    var full: JSONValue
    var slim: JSONValue
    var body: JSONValue
    var method: String
    var params: JSONValue

    var hash: String { full["hash"]?.stringValue ?? "" }
  }

  var blocks: [Block]
  var genesisHash: String { blocks.first?.full["parentHash"]?.stringValue ?? "" }

  init() throws {
    blocks = try Fixture("catchup/chain.jsonl.gz").lines().dropFirst().map { line in
      let entry = try JSONValue(parsing: line)
      return Block(
        full: try #require(entry["full"]), slim: try #require(entry["slim"]),
        body: try #require(entry["body"]), method: try #require(entry["method"]?.stringValue),
        params: try #require(entry["params"]))
    }
    try #require(blocks.count == 12)
  }
}

/// An engine that knows the first blocks of a fixture chain, and takes the next ones as they are.
struct FixtureEngine: TestEngine {
  var chain: FixtureChain
  /// How many blocks it has above the genesis, and how many are below its head.
  var known: Int
  var head: Int
  var hidesFullTransactions = false
  var servesBodies = true

  init(_ chain: FixtureChain, known: Int) {
    self.chain = chain
    self.known = known
    head = known
  }

  mutating func answer(
    method: String, params: JSONValue
  ) -> Result<JSONValue, EngineError> {
    switch method {
    case "eth_getBlockByNumber": .success(shown(head, full: false))
    case "eth_getBlockByHash":
      .success(
        place(params[0]?.stringValue).map { shown($0, full: params[1] == true) } ?? .null)
    case "engine_getPayloadBodiesByHashV1" where servesBodies:
      .success([place(params[0]?[0]?.stringValue).map { chain.blocks[$0 - 1].body } ?? .null])
    case "engine_forkchoiceUpdatedV1", "engine_forkchoiceUpdatedV2",
      "engine_forkchoiceUpdatedV3":
      .success(setHead(params[0]?["headBlockHash"]?.stringValue))
    case "engine_newPayloadV1", "engine_newPayloadV2", "engine_newPayloadV3":
      .success(take(method, params))
    default: .failure(EngineError(.methodNotFound))
    }
  }

  private func shown(_ number: Int, full: Bool) -> JSONValue {
    guard number > 0 else { return ["hash": .string(chain.genesisHash), "number": "0x0"] }
    let block = chain.blocks[number - 1]
    return full && !hidesFullTransactions ? block.full : block.slim
  }

  /// The number of a known block.
  private func place(_ hash: String?) -> Int? {
    if hash == chain.genesisHash { return 0 }
    return chain.blocks[..<known].firstIndex { $0.hash == hash }.map { $0 + 1 }
  }

  private mutating func setHead(_ hash: String?) -> JSONValue {
    guard let number = place(hash) else {
      return ["payloadStatus": ["status": "SYNCING", "latestValidHash": nil]]
    }
    head = number
    return ["payloadStatus": Self.valid(hash), "payloadId": nil]
  }

  /// VALID only for exactly the call with which the chain was made.
  private mutating func take(_ method: String, _ params: JSONValue) -> JSONValue {
    guard
      let index = chain.blocks.firstIndex(where: { $0.hash == params[0]?["blockHash"]?.stringValue }
      ), chain.blocks[index].method == method, chain.blocks[index].params == params
    else { return ["status": "INVALID", "latestValidHash": nil, "validationError": "unknown"] }
    guard index <= known else { return ["status": "SYNCING", "latestValidHash": nil] }
    known = max(known, index + 1)
    return Self.valid(chain.blocks[index].hash)
  }

  private static func valid(_ hash: String?) -> JSONValue {
    ["status": "VALID", "latestValidHash": hash.map { .string($0) } ?? .null]
  }
}
