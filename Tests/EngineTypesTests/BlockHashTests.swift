import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("Execution block hashes")
struct BlockHashTests {
  /// A payload that some network or engine made, with what its header needs besides.
  struct Case {
    var payload: ExecutionPayload
    var root: Hash32?
    var versionedHashes: [Hash32]?

    init(_ params: JSONValue) throws {
      payload = try ExecutionPayload(json: try #require(params[0]))
      versionedHashes = try params[1]?.arrayValue?.map { try Hash32(hex: $0.stringValue ?? "") }
      root = try params[2]?.stringValue.map { try Hash32(hex: $0) }
    }
  }

  @Test("of real payloads recompute")
  func recomputesRealPayloads() throws {
    var recomputed = 0
    for line in try Fixture("payloads/real-payloads.jsonl.gz").lines() {
      let payload = try JSONValue(parsing: line)
      guard payload["hash_ok"] == true else { continue }
      let known = try Case(try #require(payload["params"]))
      let hash = known.payload.computedBlockHash(parentBeaconBlockRoot: known.root)
      #expect(hash == known.payload.v1.blockHash)
      recomputed += 1
    }
    #expect(recomputed >= 4)
  }

  @Test(
    "and versioned hashes of every imported payload of the recordings recompute",
    arguments: [
      ("geth-1.14.10-shanghai", 20), ("geth-1.14.10-cancun-transition", 11),
      ("geth-1.14.10-errors", 8),
    ])
  func recomputesRecordings(name: String, atLeast: Int) throws {
    var recomputed: Set<Hash32> = []
    for line in try Fixture("recordings/\(name).jsonl.gz").lines() {
      let exchange = try JSONValue(parsing: line)
      guard exchange["request"]?["method"]?.stringValue?.hasPrefix("engine_newPayload") == true,
        exchange["response"]?["result"]?["status"] == "VALID",
        let params = exchange["request"]?["params"]
      else { continue }
      let known = try Case(params)
      let hash = known.payload.computedBlockHash(parentBeaconBlockRoot: known.root)
      #expect(hash == known.payload.v1.blockHash)
      if let expected = known.versionedHashes {
        let transactions = known.payload.v1.transactions
        #expect(try VersionedHash.all(inTransactions: transactions) == expected)
      }
      recomputed.insert(hash)
    }
    #expect(recomputed.count >= atLeast, "\(recomputed.count)")
  }

  @Test("change with the header's form: Paris, Shanghai and Cancun differ")
  func differByFork() {
    let v1 = ExecutionPayloadV1(blockNumber: 1, timestamp: 1)
    let hashes: Set = [
      ExecutionPayload.v1(v1).computedBlockHash(parentBeaconBlockRoot: nil),
      ExecutionPayload.v2(ExecutionPayloadV2(v1)).computedBlockHash(parentBeaconBlockRoot: nil),
      ExecutionPayload.v3(ExecutionPayloadV3(ExecutionPayloadV2(v1)))
        .computedBlockHash(parentBeaconBlockRoot: .zero),
    ]
    #expect(hashes.count == 3)
  }
}
