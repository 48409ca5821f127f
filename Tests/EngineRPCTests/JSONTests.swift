import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import TestKit
import Testing

@Suite struct `JSON` {
  @Test(arguments: [
    "null", "true", "false", "0", "-1.5e+30", "\"\"", "[]", "{}",
    #"{"a":[1,{"b":null}],"c":"\"\\\n"}"#, "[1,[2,[3]]]",
  ])
  func `reads and writes the same text`(text: String) throws {
    #expect(try JSONValue(parsing: text.utf8).text == text)
  }

  @Test(arguments: [
    (#""\u0041\u00e9\ud83d\ude00\/\b\f""#, "Aé😀/\u{8}\u{c}"), (#""é""#, "é"),
  ])
  func `resolves escapes`(text: String, expected: String) throws {
    #expect(try JSONValue(parsing: text.utf8) == .string(expected))
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "01", "1.", ".5", "+1", "1e", "\"", "\"\\x\"", "\"\\ud800\"", "[1,]",
    "[,1]", "{\"a\"}", "{1:2}", "{\"a\":1,}", "[1] 2", "\"\u{1}\"", "[", "{\"a\":", "\"\\u12g4\"",
    "\"\\u+123\"", "-", "--1", "[1 2]",
  ])
  func `refuses what is no JSON`(text: String) {
    #expect(throws: JSONError.self) { _ = try JSONValue(parsing: text.utf8) }
  }

  @Test func `refuses nesting that would exhaust a stack`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(
      throws: JSONError(
        .tooDeep(limit: 256), position: 256, path: Array(repeating: "0", count: 256))
    ) {
      _ = try JSONValue(parsing: deep.utf8)
    }
  }

  @Test func `names the place of what is wrong in a payload`() throws {
    let payload = try payloadObject()
    var broken = payload
    broken["withdrawals"] = [["index": "0x01"]]
    let error = #expect(throws: JSONError.self) { _ = try ExecutionPayload(json: .object(broken)) }
    #expect(error?.path == ["withdrawals", "0", "index"])
    #expect(error?.description.contains("leading zero") == true)
  }

  @Test func `takes nulls of later forks as absent and skips unknown members`() throws {
    var object = try payloadObject()
    object["blobGasUsed"] = .null
    object["excessBlobGas"] = .null
    object["depositRequests"] = [["anything": 1]]
    let payload = try ExecutionPayload(json: .object(object))
    #expect(payload.fork == .shanghai)
  }

  @Test func `refuses missing and duplicate members by name`() throws {
    var missing = try payloadObject()
    missing["stateRoot"] = nil
    #expect(throws: JSONError(.missingMember("stateRoot"))) {
      _ = try ExecutionPayload(json: .object(missing))
    }
    var duplicate = try payloadObject()
    duplicate.members.append(JSONObject.Member(name: "gasUsed", value: "0x1"))
    #expect(throws: JSONError(.duplicateMember("gasUsed"), path: ["gasUsed"])) {
      _ = try ExecutionPayload(json: .object(duplicate))
    }
  }

  @Test func `reads and writes every recorded payload, status and forkchoice unchanged`() throws {
    for name in ["geth-1.14.10-shanghai.jsonl.gz", "geth-1.14.10-cancun-transition.jsonl.gz"] {
      for line in try Fixture("recordings/\(name)").lines() {
        let exchange = try JSONValue(parsing: line)
        let method = exchange["request"]?["method"]?.stringValue ?? ""
        let params = exchange["request"]?["params"]
        let result = exchange["response"]?["result"] ?? .null
        if method.hasPrefix("engine_newPayload"), let first = params?[0] {
          // geth hands later forks' members back as null.
          var own = first.objectValue ?? JSONObject()
          own.members.removeAll { $0.value.isNull }
          #expect(try ExecutionPayload(json: first).json == .object(own))
          #expect(try PayloadStatus(json: result).status == .valid)
        }
        if method.hasPrefix("engine_forkchoiceUpdated"), let first = params?[0] {
          #expect(try ForkchoiceState(json: first).json == first)
          if let second = params?[1], !second.isNull {
            #expect(try PayloadAttributes(json: second).json == second)
          }
          let response = try ForkchoiceUpdatedResponse(json: result)
          #expect(response.payloadStatus.status == .valid)
        }
        if method.hasPrefix("engine_getPayload"), result.objectValue?["executionPayload"] != nil {
          let built = try BuiltPayload(json: result)
          #expect(try BuiltPayload(json: built.json) == built)
        }
      }
    }
  }

  private func payloadObject() throws -> JSONObject {
    let lines = try Fixture("payloads/real-payloads.jsonl.gz").lines()
    let line = try JSONValue(parsing: try #require(lines.first))
    return try #require(line["params"]?[0]?.objectValue)
  }
}
