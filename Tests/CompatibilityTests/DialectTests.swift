import CoreSimulation
import EngineRPC
import LighthouseV4
import LighthouseV5
import Testing

@Suite struct `Dialects` {
  private static let v3Engine = Capabilities(Set(V5Dialect().announcedCapabilities))
  private static let v2Engine = Capabilities(Set(V4Dialect().announcedCapabilities))
  private static let v1Engine = Capabilities([
    "engine_newPayloadV1", "engine_forkchoiceUpdatedV1", "engine_getPayloadV1",
  ])
  private static let plain = "[{},null]"
  private static let build = "[{},{\"timestamp\":\"0x1\"}]"

  private static let v4Table: [(String, String, Capabilities?, Expression)] = [
    ("engine_newPayloadV2", plain, v3Engine, .verbatim),
    ("engine_newPayloadV2", plain, v1Engine, .renamed("engine_newPayloadV1")),
    (
      "engine_newPayloadV3", plain, v3Engine,
      .refused(.denebStructure(method: "engine_newPayloadV3"))
    ),
    ("engine_getPayloadV3", plain, nil, .refused(.denebStructure(method: "engine_getPayloadV3"))),
    ("engine_forkchoiceUpdatedV3", plain, v3Engine, .renamed("engine_forkchoiceUpdatedV2")),
    ("engine_forkchoiceUpdatedV3", plain, v1Engine, .renamed("engine_forkchoiceUpdatedV1")),
    (
      "engine_forkchoiceUpdatedV3", build, v3Engine,
      .refused(.parentBeaconBlockRoot(method: "engine_forkchoiceUpdatedV3"))
    ),
    ("engine_forkchoiceUpdatedV2", build, v2Engine, .verbatim),
    ("engine_getPayloadBodiesByHashV3", plain, nil, .verbatim),
    ("eth_call", plain, v3Engine, .verbatim),
  ]

  @Test(arguments: v4Table)
  func `v4 speaks Capella at most`(
    method: String, params: String, capabilities: Capabilities?, expression: Expression
  ) {
    let envelope = Answers.envelope(method, params)
    #expect(
      V4Dialect().express(method: method, envelope: envelope, capabilities: capabilities)
        == expression)
  }

  private static let v5Table: [(String, String, Capabilities?, Expression)] = [
    ("engine_newPayloadV3", plain, v3Engine, .verbatim),
    (
      "engine_newPayloadV3", plain, v2Engine,
      .refused(.requiredMethodUnsupported(method: "engine_newPayloadV3"))
    ),
    ("engine_newPayloadV2", plain, v1Engine, .renamed("engine_newPayloadV1")),
    ("engine_forkchoiceUpdatedV2", plain, v3Engine, .renamed("engine_forkchoiceUpdatedV3")),
    ("engine_forkchoiceUpdatedV2", "[{}]", v3Engine, .renamed("engine_forkchoiceUpdatedV3")),
    ("engine_forkchoiceUpdatedV2", plain, v2Engine, .verbatim),
    ("engine_forkchoiceUpdatedV2", build, v3Engine, .verbatim),
    (
      "engine_forkchoiceUpdatedV3", build, v2Engine,
      .refused(.requiredMethodUnsupported(method: "engine_forkchoiceUpdatedV3"))
    ),
    ("engine_forkchoiceUpdatedV2", plain, nil, .verbatim),
    ("engine_getPayloadBodiesByHashV1", plain, v3Engine, .verbatim),
    ("eth_call", plain, v3Engine, .verbatim),
  ]

  @Test(arguments: v5Table)
  func `v5 speaks the newest that the engine serves`(
    method: String, params: String, capabilities: Capabilities?, expression: Expression
  ) {
    let envelope = Answers.envelope(method, params)
    #expect(
      V5Dialect().express(method: method, envelope: envelope, capabilities: capabilities)
        == expression)
  }

  @Test func `time-outs are Lighthouse's, times a multiplier`() {
    let timeouts = V4Dialect().timeouts.multiplied(by: 3)
    #expect(timeouts.timeout(of: "engine_newPayloadV2") == .seconds(24))
    #expect(timeouts.timeout(of: "engine_forkchoiceUpdatedV2") == .seconds(24))
    #expect(timeouts.timeout(of: "engine_getPayloadV2") == .seconds(6))
    #expect(timeouts.timeout(of: "engine_getPayloadBodiesByHashV1") == .seconds(30))
    #expect(timeouts.timeout(of: "engine_exchangeCapabilities") == .seconds(3))
    #expect(timeouts.timeout(of: "eth_syncing") == .seconds(3))
    #expect(V5Dialect().timeouts == V4Dialect().timeouts)
  }

  @Test func `refusals name the feature`() {
    let texts = [
      Inexpressible.denebStructure(method: "m"), .parentBeaconBlockRoot(method: "m"),
      .requiredMethodUnsupported(method: "m"),
    ].map(\.description)
    #expect(texts[0].contains("blobGasUsed"))
    #expect(texts[1].contains("parentBeaconBlockRoot"))
    #expect(texts[2].contains("required method unsupported"))
  }
}
