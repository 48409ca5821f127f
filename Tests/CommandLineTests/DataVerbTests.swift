import EngineRPC
import Foundation
import TestKit
import Testing

/// The verbs that turn data into data.
@Suite struct `Data verbs` {
  @Test func `verify says which payloads are right`() throws {
    let lines = try Fixture("payloads/real-payloads.jsonl.gz").lines()
    let right = lines.filter { $0.range(of: Data("\"hash_ok\":true".utf8)) != nil }
    #expect(right.count == 4)
    let run = try Program.run(
      ["verify", "payload", "--lines", "--json"], input: Data(right.joined(separator: [10])))
    #expect(run.status == 0)
    let answers = try run.json()
    #expect(answers.count == 4)
    for answer in answers {
      #expect(answer["ok"] == true)
      #expect(answer["blockHash"] == answer["computed"])
    }
  }

  @Test func `verify finds a wrong hash and an unreadable input`() throws {
    let line = try #require(try Fixture("payloads/real-payloads.jsonl.gz").lines().first)
    let text = String(decoding: line, as: UTF8.self)
    let wrong = text.replacing("\"gasUsed\":\"0x9e0380\"", with: "\"gasUsed\":\"0x9e0381\"")
    #expect(wrong != text)
    #expect(try Program.run(["verify", "payload"], input: Data(wrong.utf8)).status == 1)
    for broken in ["", "{", "[]", "[{}]", "null", "\u{0}", String(repeating: "[", count: 5000)] {
      let run = try Program.run(["verify", "payload"], input: Data(broken.utf8))
      #expect(run.status == 2, "\(broken.prefix(20))")
      #expect(!run.errors.isEmpty)
    }
  }

  @Test func `ssz turns a vector both ways`() throws {
    let line = try #require(try Fixture("ssz/vectors.jsonl.gz").lines().first)
    let vector = try JSONValue(parsing: line)
    let value = try #require(vector["value"])
    let there = try Program.run(
      ["ssz", "--type", "SignedBeaconBlock", "--fork", "capella", "--from", "json"],
      input: Data(value.utf8))
    #expect(there.status == 0)
    let encoded = try #require(try there.json().first)
    #expect(encoded["ssz"] == vector["ssz"])
    #expect(encoded["root"] == vector["root"])
    let back = try Program.run(
      ["ssz", "--type", "SignedBeaconBlock", "--fork", "capella", "--from", "ssz"],
      input: Data((encoded["ssz"]?.stringValue ?? "").utf8))
    #expect(try back.json().first?["value"] == value)
  }

  @Test(arguments: ["", "0x", "0x00", "zz", "0x" + String(repeating: "ff", count: 1000)])
  func `ssz refuses what it cannot read`(hex: String) throws {
    let run = try Program.run(
      ["ssz", "--type", "BeaconBlock", "--fork", "deneb", "--from", "ssz"], input: Data(hex.utf8))
    #expect(run.status == 2)
  }

  @Test func `convert says what v4 cannot hold`() throws {
    let lines = try Fixture("payloads/real-payloads.jsonl.gz").lines()
    let deneb = lines.filter { $0.range(of: Data("engine_newPayloadV3".utf8)) != nil }
    let run = try Program.run(
      ["convert", "payload", "--to", "v4", "--lines"], input: Data(deneb.joined(separator: [10])))
    #expect(run.status == 1)
    #expect(try run.json().allSatisfy { $0["refused"] == "blobGasUsed" })
    let capella = try #require(lines.first)
    #expect(try run.json().count == 3)
    let converted = try Program.run(["convert", "payload", "--to", "v5"], input: capella)
    #expect(converted.status == 0)
    #expect(try converted.json().first?["proof"] == "capella")
    #expect(try converted.json().first?["result"]?["blobGasUsed"] == "0x0")
  }

  @Test func `convert keeps forkchoice and attributes honest`() throws {
    let hash = "0x" + String(repeating: "11", count: 32)
    let other = "0x" + String(repeating: "22", count: 32)
    let state = """
      {"headBlockHash":"\(hash)","safeBlockHash":"\(hash)","finalizedBlockHash":"\(hash)",\
      "justifiedBlockHash":"\(other)"}
      """
    let lossy = try Program.run(
      ["convert", "forkchoice", "--to", "v4"], input: Data(state.utf8))
    #expect(lossy.status == 0)
    #expect(try lossy.json().first?["lost"]?["justifiedBlockHash"] == .string(other))
    #expect(try lossy.json().first?["result"]?["justifiedBlockHash"] == nil)
    let attributes = """
      {"timestamp":"0x1","prevRandao":"\(hash)","suggestedFeeRecipient":\
      "0x0000000000000000000000000000000000000001","withdrawals":[],"parentBeaconBlockRoot":"\(hash)"}
      """
    let refused = try Program.run(
      ["convert", "attributes", "--to", "v4"], input: Data(attributes.utf8))
    #expect(refused.status == 1)
    #expect(try refused.json().first?["refused"] == "parentBeaconBlockRoot")
  }

  @Test func `usage errors exit 64`() throws {
    #expect(try Program.run(["convert", "payload", "--to", "v6"]).status == 64)
    #expect(try Program.run(["frobnicate"]).status == 64)
    #expect(try Program.run(["engine", "--port", "1", "--jwt-secret", "x"]).status == 64)
  }
}
