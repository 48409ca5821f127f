import CoreSimulation
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import LighthouseV4
import LighthouseV5
import Testing

@testable import LighthouseCompatibility

/// Each version's client against a scripted engine.
@Suite(.timeLimit(.minutes(10))) struct `The clients of each version` {
  private let one = "0x" + String(repeating: "11", count: 32)
  private let two = "0x" + String(repeating: "22", count: 32)
  private let state = ForkchoiceState(
    headBlockHash: Keccak256.hash([1]), safeBlockHash: .zero, finalizedBlockHash: .zero)

  private func v4(_ harness: DriverHarness) async throws -> LighthouseV4Client {
    try await LighthouseV4Client(
      endpoint: harness.endpoints.v4, secret: JWTSecret(bytes: [UInt8](repeating: 3, count: 32)),
      timeoutMultiplier: 5, loop: harness.loop, now: { Date().timeIntervalSince1970 })
  }

  private func v5(_ harness: DriverHarness) async throws -> LighthouseV5Client {
    try await LighthouseV5Client(
      endpoint: harness.endpoints.v5, secret: JWTSecret(bytes: [UInt8](repeating: 3, count: 32)),
      timeoutMultiplier: 5, loop: harness.loop, now: { Date().timeIntervalSince1970 })
  }

  @Test func `VALID of another block is an error, INVALID is a word`() async throws {
    try await DriverHarness.run { harness in
      var payload = ExecutionPayloadV2()
      payload.blockHash = try Hash32(hex: one)
      let other = EngineCallError.validWithOtherHash(
        expected: payload.blockHash, actual: try Hash32(hex: two))
      for side in Side.allCases {
        harness.scripts[side].answer(
          "engine_newPayloadV2", .result(Answers.status("VALID", two)),
          .result(Answers.status("VALID", one)), .result(Answers.status("INVALID", two)))
      }
      let (v4, v5) = (try await v4(harness), try await v5(harness))
      await #expect(throws: other) { _ = try await v4.newPayload(payload) }
      #expect(try await v4.newPayload(payload).status == .valid)
      #expect(try await v4.newPayload(payload).status == .invalid)
      await #expect(throws: other) { _ = try await v5.newPayload(.capella(payload)) }
      #expect(try await v5.newPayload(.bellatrix(payload.v1)).status == .valid)
      #expect(try await v5.newPayload(.capella(payload)).status == .invalid)
      #expect(harness.scripts.v4.count(of: "engine_exchangeCapabilities") == 1)
      #expect(harness.scripts.v5.count(of: "engine_exchangeCapabilities") == 1)
    }
  }

  @Test func `an engine of V1 only is spoken to in V1`() async throws {
    try await DriverHarness.run { harness in
      let names = #"["engine_newPayloadV1","engine_forkchoiceUpdatedV1","engine_getPayloadV1"]"#
      for side in Side.allCases {
        harness.scripts[side].answer("engine_exchangeCapabilities", .result(names))
        harness.scripts[side].answer(
          "engine_forkchoiceUpdatedV1",
          .result(Answers.forkchoice(Answers.status("SYNCING"))))
      }
      let (v4, v5) = (try await v4(harness), try await v5(harness))
      #expect(try await v4.forkchoiceUpdated(state, nil).payloadStatus.status == .syncing)
      let five = V5State(state)
      #expect(try await v5.forkchoiceUpdated(five.value, nil).payloadStatus.status == .syncing)
      #expect(harness.scripts.v4.methods == ["engine_forkchoiceUpdatedV1"])
      #expect(harness.scripts.v5.methods == ["engine_forkchoiceUpdatedV1"])
      let deneb = NewPayloadRequest.deneb(
        ExecutionPayloadV3(), versionedHashes: [.zero], parentBeaconBlockRoot: .zero)
      await #expect(
        throws: EngineCallError.inexpressible(
          .requiredMethodUnsupported(method: "engine_newPayloadV3"))
      ) { _ = try await v5.newPayload(deneb) }
      #expect(harness.scripts.v5.methods.count == 1)
    }
  }

  @Test func `an engine that comes back hears the latest forkchoice first`() async throws {
    try await DriverHarness.run { harness in
      let head = Answers.forkchoice(
        Answers.status("VALID", state.headBlockHash.description), id: nil)
      let script = harness.scripts.v4
      script.answer("engine_forkchoiceUpdatedV2", .result(head), .garbage, .result(head))
      script.answer("engine_getPayloadV2", .error(-38001))
      let client = try await v4(harness)
      let attributes = PayloadAttributesV2(
        timestamp: 5, prevRandao: .zero, suggestedFeeRecipient: .zero, withdrawals: [])
      _ = try await client.forkchoiceUpdated(state, nil)
      await #expect(throws: EngineCallError.self) {
        _ = try await client.forkchoiceUpdated(state, attributes)
      }
      await #expect(
        throws: EngineCallError.engine(EngineError(code: -38001, message: "scripted"))
      ) { _ = try await client.getPayload(.zero) }
      #expect(
        script.methods == [
          "engine_forkchoiceUpdatedV2", "engine_forkchoiceUpdatedV2",
          "engine_forkchoiceUpdatedV2", "engine_getPayloadV2",
        ])
      let resent = try JSONValue(parsing: script.asked[4].params.utf8)
      #expect(resent == [state.json, nil])
      #expect(script.count(of: "engine_exchangeCapabilities") == 2)
    }
  }

  @Test func `Deneb goes by V3 with hashes and root, its forkchoice by the newest`() async throws {
    try await DriverHarness.run { harness in
      let script = harness.scripts.v5
      script.answer("engine_newPayloadV3", .result(Answers.status("SYNCING")))
      script.answer(
        "engine_forkchoiceUpdatedV3",
        .result(Answers.forkchoice(Answers.status("SYNCING"))))
      script.answer("engine_getPayloadV3", .error(-38005))
      let client = try await v5(harness)
      let payload = ExecutionPayloadV3()
      let request = NewPayloadRequest.deneb(
        payload, versionedHashes: [Keccak256.hash([1])], parentBeaconBlockRoot: .zero)
      #expect(try await client.newPayload(request).status == .syncing)
      var attributes = PayloadAttributes(
        timestamp: 5, prevRandao: .zero, suggestedFeeRecipient: .zero, withdrawals: [])
      attributes.parentBeaconBlockRoot = .zero
      let five = V5State(state).value
      _ = try await client.forkchoiceUpdated(five, attributes)
      _ = try await client.forkchoiceUpdated(five, nil)
      await #expect(throws: EngineCallError.self) {
        _ = try await client.getPayload(.cancun, .zero)
      }
      #expect(
        script.methods == [
          "engine_newPayloadV3", "engine_forkchoiceUpdatedV3", "engine_forkchoiceUpdatedV3",
          "engine_getPayloadV3",
        ])
      let sent = try JSONValue(parsing: script.asked[1].params.utf8)
      #expect(sent == .array(request.params) && sent[1]?.arrayValue?.count == 1)
      // The justified hash never goes on the wire.
      #expect(!script.asked[2].params.contains("justified"))
    }
  }

  /// The ticket's forkchoice state of v5, made of v4's.
  private struct V5State {
    let value: ForkchoiceStateV3

    init(_ state: ForkchoiceState) {
      value = ForkchoiceStateV3(
        headBlockHash: state.headBlockHash, safeBlockHash: state.safeBlockHash,
        finalizedBlockHash: state.finalizedBlockHash,
        justifiedBlockHash: state.finalizedBlockHash)
    }
  }
}
