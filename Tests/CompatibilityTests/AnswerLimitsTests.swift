import EngineHTTP
import NIOCore
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

  @Test(arguments: [(Side.v4, 0, true), (.v5, AnswerLimits.status, false)])
  func `is limited where this program itself asks`(
    side: Side, padding: Int, isHeard: Bool
  ) async throws {
    try await DriverHarness.run { harness in
      let list = #"["engine_newPayloadV2"]"# + String(repeating: " ", count: padding)
      harness.scripts[side].answer("engine_exchangeCapabilities", .result(list))
      let heard = try await harness.withDriver { driver in
        let promise = harness.loop.makePromise(of: Bool.self)
        driver.refresh(try #require(driver.links[side])) { promise.succeed($0) }
        return promise.futureResult
      }
      #expect(try await heard.get() == isHeard)
      let limits = try await harness.withDriver { driver in
        let link = try #require(driver.links[side])
        return try ["engine_newPayloadV2", "eth_getBlockByHash"].map {
          link.request(try #require(EngineCall(method: $0, params: []))).upstream.answerLimit
        }
      }
      #expect(limits == [AnswerLimits.status, AnswerLimits.follower])
    }
  }
}
