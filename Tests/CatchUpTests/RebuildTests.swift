import CatchUp
import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("A block rebuilt from what eth_getBlockByHash shows")
struct RebuildTests {
  /// Blocks of mainnet and Goerli, as another implementation shows them.
  static func realBlocks() throws -> [JSONValue] {
    let entries = try Fixture("catchup/blocks.jsonl.gz").lines().map { try JSONValue(parsing: $0) }
    try #require(entries.count == 3)
    return entries
  }

  /// The newPayload calls from which they were made, by block hash.
  static func realCalls() throws -> [String: (method: String, params: JSONValue)] {
    var calls: [String: (method: String, params: JSONValue)] = [:]
    for line in try Fixture("payloads/real-payloads.jsonl.gz").lines() {
      let entry = try JSONValue(parsing: line)
      guard let method = entry["method"]?.stringValue, let params = entry["params"],
        let hash = params[0]?["blockHash"]?.stringValue
      else { continue }
      calls[hash] = (method, params)
    }
    return calls
  }

  @Test func `of mainnet and Goerli is the payload that it was`() throws {
    let calls = try Self.realCalls()
    for entry in try Self.realBlocks() {
      let hash = try #require(entry["hash"]?.stringValue)
      let call = try #require(calls[hash])
      let rebuilt = try RebuiltBlock(fullBlock: try #require(entry["full"]))
      #expect(rebuilt.newPayloadMethod == call.method)
      let payload = try ExecutionPayload(json: try #require(call.params[0]))
      #expect(rebuilt.payload == payload)
      #expect(rebuilt.newPayloadParameters[0] == payload.json)
      #expect(
        rebuilt.newPayloadParameters.arrayValue?.dropFirst() == call.params.arrayValue?.dropFirst())
    }
  }

  @Test func `of EELS is the call that EELS took, member for member`() throws {
    for block in try FixtureChain().blocks {
      let rebuilt = try RebuiltBlock(fullBlock: block.full)
      #expect(rebuilt.newPayloadMethod == block.method)
      #expect(rebuilt.newPayloadParameters == block.params)
      let text = rebuilt.newPayloadParameters.text
      #expect(try JSONValue(parsing: text.utf8) == block.params)
    }
  }

  @Test func `from its header and its body is the same`() throws {
    for block in try FixtureChain().blocks {
      let whole = try RebuiltBlock(fullBlock: block.full)
      for shown in [block.full, block.slim] {
        let header = try ProvenHeader(shown)
        let body = try PayloadBody(json: block.body)
        #expect(try RebuiltBlock(header: header, body: body) == whole)
        #expect(header.fork == whole.payload.fork)
      }
    }
  }

  @Test func `of a recorded geth has the header that geth shows`() throws {
    var count = 0
    for name in ["cancun-transition", "errors", "shanghai"] {
      for line in try Fixture("recordings/geth-1.14.10-\(name).jsonl.gz").lines() {
        let exchange = try JSONValue(parsing: line)
        guard exchange["request"]?["method"] == "eth_getBlockByNumber",
          let block = exchange["response"]?["result"]
        else { continue }
        count += 1
        let header = try ProvenHeader(block)
        #expect(header.hash.description == block["hash"]?.stringValue)
        // A header with transactions is proven, their hashes are not enough for the payload.
        if block["transactions"] == [] {
          #expect(try RebuiltBlock(fullBlock: block).payload.v1.blockHash == header.hash)
        }
      }
    }
    #expect(count == 4)
  }

  @Test(arguments: Rewriting.allCases)
  func `is the same however an engine writes a transaction`(_ rewriting: Rewriting) throws {
    for block in try FixtureChain().blocks {
      let rebuilt = try RebuiltBlock(fullBlock: rewriting.applied(to: block.full))
      #expect(rebuilt.newPayloadParameters == block.params)
    }
  }

  /// How engines differ in showing the same transaction.
  enum Rewriting: String, CaseIterable, CustomTestStringConvertible {
    case dataForInput, parityInV, noTypeOfLegacy, paddedSignature, unknownMembers

    var testDescription: String { rawValue }

    func applied(to block: JSONValue) -> JSONValue {
      guard var object = block.objectValue else { return block }
      object["transactions"] = .array((object["transactions"]?.arrayValue ?? []).map(rewrite))
      return .object(object)
    }

    private func rewrite(_ transaction: JSONValue) -> JSONValue {
      guard var object = transaction.objectValue else { return transaction }
      switch self {
      case .dataForInput:
        object["data"] = object["input"]
        object["input"] = nil
      case .parityInV: object["yParity"] = nil
      case .noTypeOfLegacy: if object["type"] == "0x0" { object["type"] = nil }
      case .paddedSignature:
        for name in ["r", "s"] {
          let digits = object[name]?.stringValue?.dropFirst(2) ?? ""
          let zeros = String(repeating: "0", count: 64 - digits.count)
          object[name] = .string("0x" + zeros + digits)
        }
      case .unknownMembers:
        object["authorizationList"] = nil
        object["l1BlockNumber"] = "0x1"
        object["blockTimestamp"] = ["a", nil]
      }
      return .object(object)
    }
  }
}
