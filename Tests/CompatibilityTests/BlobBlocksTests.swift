import CoreSimulation
import EngineRPC
import LighthouseCompatibility
import TestKit
import Testing

/// What a v4 caller is told of blocks with blobs, which its dialect has no words for.
@Suite(.timeLimit(.minutes(10))) struct `Blocks with blobs` {
  private static let id = "0x0000000000000001"

  /// A mainnet block of Deneb that carries a blob transaction.
  private static func payload() throws -> JSONObject {
    let lines = try Fixture("payloads/real-payloads.jsonl.gz").lines()
    let params = try JSONValue(parsing: [UInt8](lines[2]))["params"]
    let payload = try #require(params?[0]?.objectValue)
    #expect(payload["blobGasUsed"] == "0x20000")
    return payload
  }

  private func expectRefusal(_ answer: JSONValue, naming feature: String) {
    #expect(answer["error"]?["code"] == -38005)
    #expect(answer["error"]?["data"]?["source"] == "lighthouse-compat")
    #expect(answer["error"]?.text.contains(feature) == true, "\(answer.text)")
  }

  @Test func `such a payload is refused by name, and reaches no engine in other words`()
    async throws
  {
    var payload = try Self.payload()
    payload["blobGasUsed"] = nil
    payload["excessBlobGas"] = nil
    let params = JSONValue.array([.object(payload)]).text
    try await DriverHarness.run(.v5Only) { harness in
      harness.scripts.v5.answer("engine_newPayloadV2", .error(-38005))
      let answer = try await harness.call("engine_newPayloadV2", params)
      expectRefusal(answer, naming: "blobTransaction")
      #expect(harness.scripts.v5.count(of: "engine_newPayloadV3") == 0)
    }
  }

  @Test func `such a build is refused by name`() async throws {
    let payload = try Self.payload()
    let built: JSONValue = [
      "executionPayload": .object(payload), "blockValue": "0x1",
      "blobsBundle": ["commitments": [], "proofs": [], "blobs": []],
      "shouldOverrideBuilder": false,
    ]
    let parent = payload["parentHash"]?.stringValue ?? ""
    let state: JSONValue = [
      "headBlockHash": .string(parent), "safeBlockHash": .string(parent),
      "finalizedBlockHash": .string(parent),
    ]
    let attributes: JSONValue = [
      "timestamp": payload["timestamp"] ?? nil, "prevRandao": payload["prevRandao"] ?? nil,
      "suggestedFeeRecipient": payload["feeRecipient"] ?? nil, "withdrawals": [],
    ]
    let params = JSONValue.array([state, attributes]).text
    try await DriverHarness.run(.v5Only) { harness in
      let head = #"{"payloadStatus":\#(Answers.status("VALID", parent)),"payloadId":"\#(Self.id)"}"#
      harness.scripts.v5.answer("engine_forkchoiceUpdatedV2", .error(-38005))
      harness.scripts.v5.answer("engine_forkchoiceUpdatedV3", .result(head))
      harness.scripts.v5.answer("engine_getPayloadV3", .result(built.text))
      let answer = try await harness.call("engine_forkchoiceUpdatedV2", params)
      #expect(answer["result"]?["payloadId"] == .string(Self.id))
      expectRefusal(
        try await harness.call("engine_getPayloadV2", #"["\#(Self.id)"]"#), naming: "blobGasUsed")
      #expect(harness.scripts.v5.count(of: "engine_getPayloadV3") == 1)
    }
  }
}
