import ConsensusTypes
import Conversions
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import LighthouseV4
import LighthouseV5
import SSZ
import TestKit
import Testing

@Suite struct `Structure conversions` {
  @Test func `every Capella block comes back as it went`() throws {
    var count = 0
    for line in try Fixture("ssz/vectors.jsonl.gz").lines() {
      let vector = try JSONValue(parsing: line)
      guard vector["fork"] == "capella", let hex = vector["ssz"]?.stringValue else { continue }
      let bytes = try Hex.decodeData(hex)
      switch vector["type"]?.stringValue {
      case "SignedBeaconBlock":
        let block = try SignedBeaconBlockCapella(ssz: bytes)
        let converted = V4ToV5.convertSignedBlock(block)
        #expect(try V5ToV4.convertSignedBlock(converted.value).value == block)
      case "BeaconBlock":
        let block = try BeaconBlockCapella(ssz: bytes)
        let converted = V4ToV5.convertBlock(block)
        #expect(converted.value.body.blobKzgCommitments.isEmpty)
        #expect(try V5ToV4.convertBlock(converted.value).value == block)
      default:
        let payload = try ExecutionPayloadV2(ssz: bytes)
        let converted = V4ToV5.convertExecutionPayload(payload)
        #expect(try V5ToV4.convertExecutionPayload(converted.value).value == payload)
      }
      count += 1
    }
    #expect(count == 52)
  }

  @Test func `a block with blob commitments is refused`() {
    var body = BeaconBlockBodyDeneb()
    body.blobKzgCommitments = [.zero, .zero]
    #expect(throws: ConversionRefusal.blobKZGCommitments(count: 2)) {
      _ = try V5ToV4.convertBlockBody(body)
    }
  }

  @Test func `a forkchoice state keeps its hashes, and says what it loses`() {
    let (one, two) = (Keccak256.hash([1]), Keccak256.hash([2]))
    let state = ForkchoiceState(
      headBlockHash: one, safeBlockHash: two, finalizedBlockHash: two)
    var converted = V4ToV5.convertForkchoiceState(state)
    #expect(converted.justifiedBlockHash == two)
    #expect(converted.wire == state)
    #expect(V5ToV4.convertForkchoiceState(converted).lostJustifiedBlockHash == nil)
    converted.justifiedBlockHash = one
    #expect(V5ToV4.convertForkchoiceState(converted).lostJustifiedBlockHash == one)
    #expect(V5ToV4.convertForkchoiceState(converted).state == state)
  }

  @Test func `attributes come back as they went, and a root is refused`() throws {
    let attributes = PayloadAttributesV2(
      timestamp: 5, prevRandao: Keccak256.hash([1]), suggestedFeeRecipient: .zero,
      withdrawals: nil)
    var converted = V4ToV5.convertPayloadAttributes(attributes)
    #expect(converted.version == 1)
    #expect(try V5ToV4.convertPayloadAttributes(converted) == attributes)
    converted.parentBeaconBlockRoot = .zero
    #expect(throws: ConversionRefusal.parentBeaconBlockRoot(.zero)) {
      _ = try V5ToV4.convertPayloadAttributes(converted)
    }
  }
}
