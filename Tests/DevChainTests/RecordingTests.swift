import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import TestKit
import Testing

@Suite("The embedded engine against recordings of geth")
struct RecordingTests {
  static let errors = "recordings/geth-1.14.10-errors.jsonl.gz"
  static let gethExtraData = "0xd883010e0a846765746888676f312e32332e39856c696e7578"

  /// Where this engine deliberately answers otherwise than geth 1.14.10, by the call's label.
  static let deliberate: [String: String] = [
    "pre-Cancun: newPayloadV4 pre-Cancun (V4 params: + executionRequests)":
      "no Prague here: newPayloadV4 is no method, so -32601",
    "post-Cancun: newPayloadV4 with final 4-param form":
      "no Prague here: newPayloadV4 is no method, so -32601",
    "post-Cancun: newPayloadV4 with 3 params":
      "no Prague here: newPayloadV4 is no method, so -32601",
    "post-Cancun: newPayloadV4 with depositRequests [] in payload":
      "no Prague here: newPayloadV4 is no method, so -32601",
    "post-Cancun: getPayloadV4 with V3 payloadId, Cancun":
      "no Prague here: getPayloadV4 is no method, so -32601",
    "other engine methods: engine_exchangeCapabilities on the public HTTP port":
      "geth's public port serves no engine_ methods; this engine has no such port",
  ]

  static func engine(_ genesis: String) throws -> DevEngine {
    var options = DevEngineOptions()
    options.extraData = try Hex.decodeData(gethExtraData)
    let json = try Fixture("genesis/\(genesis).json").data()
    return try DevEngine(genesis: Genesis(json: [UInt8](json)), options: options)
  }

  @Test("rebuilds blocks 1 to 8 hash for hash from their attributes")
  func rebuildsBlocks() throws {
    var engine = try Self.engine("geth-cancun-transition")
    var rebuilt: Set<String> = []
    for call in try RecordedCall.all(Self.errors) {
      let answer = engine.answer(method: call.method, params: call.params)
      guard call.isBuild, let recorded = call.builtPayload else { continue }
      let payload = try answer.get()["executionPayload"]
      #expect(payload?["blockHash"] == recorded["blockHash"], "\(call.number) \(call.label)")
      #expect(payload?["extraData"]?.stringValue == Self.gethExtraData)
      if let number = recorded["blockNumber"]?.stringValue { rebuilt.insert(number) }
    }
    #expect(rebuilt.isSuperset(of: (1...8).map { "0x\($0)" }))
  }

  @Test("answers the errors recording as geth did, but for the deliberate differences")
  func answersErrorsRecording() throws {
    var engine = try Self.engine("geth-cancun-transition")
    var differing: Set<String> = []
    var compared = 0
    for call in try RecordedCall.all(Self.errors) {
      let answer = AnswerOutline(engine.answer(method: call.method, params: call.params))
      let expected = AnswerOutline(recorded: call.answer)
      compared += 1
      if Self.deliberate[call.label] != nil {
        if answer != expected { differing.insert(call.label) }
        continue
      }
      #expect(answer == expected, "\(call.number) \(call.label)")
    }
    #expect(compared >= 149)
    // A difference that is gone must leave the table.
    #expect(differing == Set(Self.deliberate.keys))
  }

  @Test("mints geth's payload ids")
  func mintsPayloadIDs() throws {
    var engine = try Self.engine("geth-cancun-transition")
    var ids = 0
    for call in try RecordedCall.all(Self.errors) {
      let answer = engine.answer(method: call.method, params: call.params)
      guard let expected = call.answer["result"]?["payloadId"]?.stringValue else { continue }
      #expect(try answer.get()["payloadId"]?.stringValue == expected, "\(call.label)")
      ids += 1
    }
    #expect(ids >= 20)
  }

  @Test(
    "starts from the genesis block that geth started from",
    arguments: [
      ("geth-shanghai", "recordings/geth-1.14.10-shanghai.jsonl.gz"),
      ("geth-cancun-transition", "recordings/geth-1.14.10-cancun-transition.jsonl.gz"),
    ])
  func startsFromGenesis(genesis: String, recording: String) throws {
    let engine = try Self.engine(genesis)
    let first = try #require(RecordedCall.all(recording).first { $0.isForkchoice })
    #expect(first.params[0]?["headBlockHash"]?.stringValue == engine.headHash.description)
    #expect(engine.headHash == engine.genesis.blockHash)
  }

  @Test("says that it executes no transactions when a payload has some")
  func refusesTransactions() throws {
    var engine = try Self.engine("geth-shanghai")
    let call = try #require(
      RecordedCall.all("recordings/geth-1.14.10-shanghai.jsonl.gz").first {
        $0.params[0]?["transactions"]?.arrayValue?.isEmpty == false
      })
    guard case .failure(let error) = engine.answer(method: call.method, params: call.params)
    else {
      Issue.record("a payload with transactions was answered")
      return
    }
    #expect(error.code == -32000)
    #expect(error.message == "this engine executes no transactions")
  }
}
