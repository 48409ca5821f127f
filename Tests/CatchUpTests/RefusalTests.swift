import CatchUp
import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("A block that cannot be rebuilt")
struct RefusalTests {
  private static func block(_ number: Int = 7) throws -> JSONObject {
    try #require(try FixtureChain().blocks[number - 1].full.objectValue)
  }

  private static let blockMembers = [
    "parentHash", "miner", "stateRoot", "receiptsRoot", "logsBloom", "mixHash", "number",
    "gasLimit", "gasUsed", "timestamp", "extraData", "baseFeePerGas", "hash",
    "transactionsRoot", "withdrawalsRoot", "blobGasUsed", "excessBlobGas",
    "parentBeaconBlockRoot", "difficulty", "nonce", "sha3Uncles", "transactions",
  ]

  private static let wrongValues: [JSONValue?] = [
    nil, .null, 5, true, [], [:], "", "0x", "0xzz", "1", "0x00",
    .string("0x" + String(repeating: "f", count: 4_001)),
    .string("0x" + String(repeating: "f", count: 100_000)),
  ]

  @Test(arguments: blockMembers)
  func `says which member is at fault`(_ member: String) throws {
    let block = try Self.block()
    for value in Self.wrongValues where value != block[member] {
      var changed = block
      changed[member] = value
      let error = #expect(throws: CatchUpError.self) {
        try RebuiltBlock(fullBlock: .object(changed))
      }
      switch error {
      case .malformedBlock(_, let reason)?: #expect(reason.description.contains(member))
      // Well-formed, but not what the hash was made of.
      case .unprovenBlock?: break
      default: Issue.record("\(member): \(String(describing: error))")
      }
    }
  }

  @Test(arguments: [
    "hash", "nonce", "gas", "value", "input", "v", "r", "s", "to", "gasPrice", "chainId",
    "accessList", "maxFeePerGas", "maxPriorityFeePerGas", "maxFeePerBlobGas",
    "blobVersionedHashes", "yParity", "type",
  ])
  func `says which transaction is at fault`(_ member: String) throws {
    let block = try Self.block()
    let transactions = try #require(block["transactions"]?.arrayValue)
    var refusals = 0
    for (index, transaction) in transactions.enumerated() {
      for value in Self.wrongValues {
        var changed = try #require(transaction.objectValue)
        guard let old = changed[member], old != value else { continue }
        changed[member] = value
        var all = transactions
        all[index] = .object(changed)
        var whole = block
        whole["transactions"] = .array(all)
        do throws(CatchUpError) {
          // Members that the bytes do not hold, or that another member makes up for.
          let rebuilt = try RebuiltBlock(fullBlock: .object(whole))
          #expect(rebuilt.payload.v1.blockHash.description == block["hash"]?.stringValue)
        } catch {
          refusals += 1
          #expect(Self.place(of: error) == index, "\(member): \(error)")
        }
      }
    }
    #expect(refusals > 0)
  }

  @Test func `is no object, or has more members than any block`() throws {
    for value: JSONValue in [nil, true, 1, "0x", [], [[:]]] {
      #expect(throws: CatchUpError.self) { try RebuiltBlock(fullBlock: value) }
      #expect(throws: CatchUpError.self) { try ProvenHeader(value) }
    }
    var block = try Self.block()
    for index in 0..<200 {
      block.members.append(JSONObject.Member(name: "member\(index)", value: nil))
    }
    #expect(throws: CatchUpError.self) { try RebuiltBlock(fullBlock: .object(block)) }
  }

  @Test func `has transactions in another order, too few, or one twice`() throws {
    let block = try Self.block()
    let transactions = try #require(block["transactions"]?.arrayValue)
    for changed in [
      transactions.reversed(), transactions.dropLast(), [], transactions + transactions.prefix(1),
    ] {
      var whole = block
      whole["transactions"] = .array(Array(changed))
      let error = #expect(throws: CatchUpError.self) {
        try RebuiltBlock(fullBlock: .object(whole))
      }
      guard case .unprovenBlock(_, 7, _, ["transactions"])? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test func `has a transaction whose hash is another's`() throws {
    var block = try Self.block()
    var transactions = try #require(block["transactions"]?.arrayValue)
    var third = try #require(transactions[2].objectValue)
    let (own, other) = (third["hash"], transactions[3]["hash"])
    third["hash"] = other
    transactions[2] = .object(third)
    block["transactions"] = .array(transactions)
    let error = #expect(throws: CatchUpError.self) {
      try RebuiltBlock(fullBlock: .object(block))
    }
    guard case .transactionHashMismatch(_, 2, let stated, let computed)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(other == .data(stated))
    #expect(own == .data(computed))
  }

  @Test func `has more transactions than any payload`() throws {
    let header = try ProvenHeader(try FixtureChain().blocks[6].slim)
    let body = PayloadBody(
      transactions: Array(repeating: [0xc0], count: (1 << 20) + 1), withdrawals: [])
    let error = #expect(throws: CatchUpError.self) {
      try RebuiltBlock(header: header, body: body)
    }
    guard case .malformedBlock(_, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.description.contains("1048577 transactions"))
  }

  @Test func `has a body that is another block's`() throws {
    let blocks = try FixtureChain().blocks
    let header = try ProvenHeader(blocks[6].slim)
    for other in blocks where other.hash != blocks[6].hash {
      let body = try PayloadBody(json: other.body)
      #expect(throws: CatchUpError.self) { try RebuiltBlock(header: header, body: body) }
    }
    var body = try PayloadBody(json: blocks[6].body)
    body.withdrawals = nil
    #expect(throws: CatchUpError.self) { try RebuiltBlock(header: header, body: body) }
    body = try PayloadBody(json: blocks[6].body)
    body.transactions[4] = [0x03]
    #expect(throws: CatchUpError.self) { try RebuiltBlock(header: header, body: body) }
  }

  /// A hash that proves a header without withdrawals makes no payload of Cancun.
  @Test func `leaves out what its fork needs, with a hash to match`() throws {
    let full = try FixtureChain().blocks[8].full
    var block = try #require(full.objectValue)
    let cancun = try ProvenHeader(full).header
    var header = cancun
    header.withdrawalsRoot = nil
    block["hash"] = .data(header.hash)
    block["withdrawals"] = nil
    let error = #expect(throws: CatchUpError.self) {
      try RebuiltBlock(fullBlock: .object(block))
    }
    guard case .unprovenBlock(_, 9, _, ["withdrawals"])? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `is refused or the same after a random change`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let blocks = try FixtureChain().blocks
    for _ in 0..<150 {
      let block = try #require(blocks.randomElement(using: &generator))
      var text = block.full.utf8
      let count = Int.random(in: 1...3, using: &generator)
      for _ in 0..<count {
        text[Int.random(in: text.indices, using: &generator)] = UInt8.random(
          in: 0x20...0x7e, using: &generator)
      }
      guard let changed = try? JSONValue(parsing: text) else { continue }
      if let rebuilt = try? RebuiltBlock(fullBlock: changed) {
        #expect(rebuilt.newPayloadParameters == block.params, "seed \(seed)")
      }
    }
  }

  private static func place(of error: CatchUpError) -> Int? {
    switch error {
    case .malformedTransaction(_, let index, _), .unknownTransactionType(_, let index, _),
      .transactionHashMismatch(_, let index, _, _):
      index
    default: nil
    }
  }
}
