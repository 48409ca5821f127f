import Testing

@testable import LighthouseCompatibility

@Suite struct `The size of an answer` {
  @Test(
    arguments: [
      ("engine_newPayloadV2", AnswerLimits.Part.follower, 1 << 20),
      ("engine_forkchoiceUpdatedV3", .authority, 1 << 20),
      // A node without the gateway would hear it to its end too.
      ("engine_newPayloadV2", .soleAuthority, nil),
      ("engine_getPayloadV2", .authority, nil),
      ("engine_getPayloadV2", .follower, 16 << 20),
      ("eth_getLogs", .soleAuthority, nil), ("eth_getLogs", .follower, 16 << 20),
    ] as [(String, AnswerLimits.Part, Int?)])
  func `is limited where another can leave in its place`(
    method: String, part: AnswerLimits.Part, limit: Int?
  ) {
    #expect(AnswerLimits.limit(of: method, from: part) == limit)
  }
}
