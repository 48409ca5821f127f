import Chronicle
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite struct `An outline` {
  private static let head = #""headBlockHash":"0x\#(String(repeating: "0A", count: 32))""#
  private static let hash = "0x" + String(repeating: "0a", count: 32)

  @Test(arguments: [
    (#"{"a":1,"b":null,"c":"0xAb"}"#, #" { "c" : "0xab", "a" : 1 } "#),
    (#"{"a":1,"a":2}"#, #"{"a":2}"#), ("[null]", "[ null ]"), (#""A""#, #""A""#),
  ])
  func `is the same however a value is written`(one: String, other: String) throws {
    #expect(try digest(one) == digest(other))
  }

  @Test(arguments: [
    ("[]", "{}"), ("[null]", "[]"), (#"["a","b"]"#, #"["ab",""]"#), ("1", #""1""#),
    (#""A""#, #""a""#), (#"{"a":{"b":1}}"#, #"{"a":{},"b":1}"#), ("true", "false"),
    (#"{"a":"b"}"#, #"["a","b"]"#), ("1", "1.0"),
  ])
  func `differs where values do`(one: String, other: String) throws {
    #expect(try digest(one) != digest(other))
  }

  @Test func `of a digest is sixteen digits`() throws {
    #expect("\(CanonicalDigest(rawValue: 1))" == "0000000000000001")
    #expect(CanonicalDigest(hex: "00000000000000ff")?.rawValue == 255)
    for text in ["", "ff", "00000000000000fg", "+0000000000000ff", "000000000000000ff"] {
      #expect(CanonicalDigest(hex: text) == nil)
    }
  }

  @Test func `of a forkchoice is the same in both dialects`() throws {
    let plain = try subject("engine_forkchoiceUpdatedV2", "[{\(Self.head)},null]")
    #expect(try subject("engine_forkchoiceUpdatedV3", "[{\(Self.head)}]") == plain)
    guard case .forkchoiceUpdated(let state, nil) = plain else {
      Issue.record("read as \(plain)")
      return
    }
    #expect(state.headBlockHash.description == Self.hash)
    #expect(state.safeBlockHash == .zero)
  }

  @Test func `of attributes leaves the parent beacon block root apart`() throws {
    let root = #","parentBeaconBlockRoot":"\#(Self.hash)""#
    let all = try [root, ""].map { root in
      try subject("engine_forkchoiceUpdatedV3", #"[{\#(Self.head)},{"timestamp":"0x5"\#(root)}]"#)
    }
    guard case .forkchoiceUpdated(_, let with?) = all[0],
      case .forkchoiceUpdated(_, let without?) = all[1]
    else {
      Issue.record("read as \(all)")
      return
    }
    #expect(with.digest == without.digest)
    #expect(with.timestamp == 5)
    #expect(with.parentBeaconBlockRoot?.description == Self.hash)
    #expect(without.parentBeaconBlockRoot == nil)
  }

  @Test(arguments: [
    ("engine_newPayloadV2", #"[{"blockHash":"0x12"}]"#), ("engine_newPayloadV2", "[]"),
    ("engine_forkchoiceUpdatedV2", #"[{"headBlockHash":5}]"#),
    ("engine_forkchoiceUpdatedV2", #"[{\#(head),"safeBlockHash":"0x"}]"#),
    ("engine_getPayloadV2", "[5]"),
    ("engine_getPayloadV2", #"["0x\#(String(repeating: "0", count: 99))"]"#),
    ("eth_call", #"[{},"latest"]"#), ("engine_getPayloadBodiesByHashV1", "[[]]"),
  ])
  func `of what cannot be read is the parameters' digest`(method: String, params: String) throws {
    guard case .other = try subject(method, params) else {
      Issue.record("\(method) \(params) was read")
      return
    }
  }

  @Test func `of an error tells the gateway's own`() throws {
    let own = RPCMessage.ownError(EngineError(.internalError, detail: "x"), id: nil)
    let engines = RPCMessage.error(EngineError(.internalError, detail: "x"), id: nil)
    for (body, isOwn) in [(own, true), (engines, false)] {
      guard case .error(let error) = ChronicleAnswer(method: "eth_chainId", response: body) else {
        Issue.record("\(body.text) is no error")
        continue
      }
      #expect(error.isOwn == isOwn)
      #expect(error.code == -32603)
    }
  }

  @Test func `of a payload is the same in each version of getPayload`() throws {
    let members = #""blockHash":"\#(Self.hash)","gasUsed":"0x5""#
    let bare = ChronicleAnswer(
      method: "engine_getPayloadV1", result: try JSONValue(parsing: "{\(members)}".utf8))
    let deneb = ChronicleAnswer(
      method: "engine_getPayloadV3",
      result: try JSONValue(
        parsing:
          #"{"executionPayload":{\#(members),"blobGasUsed":"0x0","excessBlobGas":"0x0"},"blockValue":"0xA"}"#
          .utf8))
    guard case .result(let one) = bare, case .result(let other) = deneb else {
      Issue.record("no results")
      return
    }
    #expect(one.built?.digest == other.built?.digest)
    #expect(one.built?.blockHash.description == Self.hash)
    #expect(one.built?.blockValue == nil)
    #expect(other.built?.blockValue == "0xa")
    #expect(one.digest != other.digest)
  }

  private func digest(_ text: String) throws -> CanonicalDigest {
    CanonicalDigest(of: try JSONValue(parsing: text.utf8))
  }

  private func subject(_ method: String, _ params: String) throws -> OperationSubject {
    let values = try #require(JSONValue(parsing: params.utf8).arrayValue)
    return OperationSubject(try #require(EngineCall(method: method, params: values)))
  }
}
